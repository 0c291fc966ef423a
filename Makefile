# Everything is in ops/ (standard library only); this file names the verbs.
# ARGS passes words on: make test ARGS="tests/layers -x".

OPS = sh ops/entry.sh
.DEFAULT_GOAL := help
.PHONY: help run start stop status signins test check bench prove lock

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 18

run: ## Set up what is missing and serve the demo until Ctrl-C
	@$(OPS) run

start: ## The same in the background
	@$(OPS) start

stop: ## End the demo
	@$(OPS) stop

status: ## Say what runs, and where
	@$(OPS) status

signins: ## Print the demo's sign-ins with the one-time codes of this moment
	@$(OPS) signins

test: ## Run the suite on services of its own, beside a running demo
	@$(OPS) test $(ARGS)

check: ## Lint, types, import contracts, migrations
	@$(OPS) check

bench: ## Measure, side by side with other tools
	@$(OPS) bench $(ARGS)

prove: ## Run the slow proofs
	@$(OPS) prove $(ARGS)

lock: ## Compile requirements/*.in again (ARGS=--upgrade for newer versions)
	@$(OPS) lock $(ARGS)
