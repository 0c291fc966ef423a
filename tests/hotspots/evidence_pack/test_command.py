"""Keys, and the command that verifies a pack anywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from hotspots.evidence.signing import NoSigningKey, is_signed, signer_of
from tests.conftest import ROOT
from tests.hotspots.evidence_pack.packs import KEYS, PACK, SIGNER, altered
from tests.hotspots.evidence_pack.test_figures import COUNTS, with_cell
from tests.hotspots.evidence_pack.test_hostile import HOSTILE


def test_only_ed25519_signs() -> None:
    for pem in (b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"):
        with pytest.raises(NoSigningKey):
            signer_of(pem)
    assert not is_signed(b"x", "zz", SIGNER.public)
    assert not is_signed(b"x", SIGNER.sign(b"y"), SIGNER.public)


def run(tmp_path, content: bytes, *words: str) -> subprocess.CompletedProcess[str]:  # type: ignore[no-untyped-def]
    file = tmp_path / "pack.zip"
    file.write_bytes(content)
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "ntars_geo.verify", str(file), *words],
        cwd=tmp_path,
        env=bare,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.slow
def test_the_command_needs_neither_settings_nor_a_database(tmp_path) -> None:  # type: ignore[no-untyped-def]
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(KEYS))

    good = run(tmp_path, PACK, "--keys", str(keys))
    bad = run(tmp_path, altered("counts.csv", with_cell(COUNTS, 5, "999")))
    refused = run(tmp_path, HOSTILE["path up"])

    assert good.returncode == 0, good.stderr
    assert "Everything holds." in good.stdout
    assert bad.returncode == 1
    assert "FIGURE NO LONGER HOLDS: official.records.here.2" in bad.stdout
    assert (refused.returncode, refused.stderr[:8]) == (2, "Refused:")


@pytest.mark.slow
def test_the_command_imports_no_django() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import sys, ntars_geo.verify; print('django' in sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.strip() == "False"
