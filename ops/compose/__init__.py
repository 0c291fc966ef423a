"""What runs inside the containers of compose.yaml and nowhere else."""
