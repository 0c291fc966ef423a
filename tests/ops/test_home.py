"""Data and sockets go where the services' account can be and a socket's path fits."""

import os
import stat
from pathlib import Path

import pytest

from ops.account import Account, services_account
from ops.home import LONGEST_SOCKET_FOLDER, find_home, known_data_folder
from ops.state import State

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs services as another")


@pytest.fixture
def account() -> Account:
    return services_account()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_home_is_inside_the_state_folder_where_that_can_be_entered(
    state: State, account: Account
) -> None:
    home = find_home(state, account)

    assert home.data == state.folder / "services" / "data" == known_data_folder(state)
    assert home.sockets == state.folder / "services" / "sockets"
    assert mode(home.folder) == mode(home.sockets) == 0o700
    assert home.folder.stat().st_uid == account.uid


@as_root
def test_home_is_elsewhere_where_the_account_may_not_pass(
    state: State, workplace: Path, account: Account
) -> None:
    workplace.chmod(0o700)

    home = find_home(state, account)

    assert home.folder.parent == Path("/var/tmp")
    assert mode(home.folder) == 0o700
    assert home.folder.stat().st_uid == account.uid
    assert known_data_folder(state) == home.data
    assert find_home(state, account) == home


@as_root
def test_a_home_elsewhere_that_others_can_read_is_not_trusted_again(
    state: State, workplace: Path, account: Account
) -> None:
    workplace.chmod(0o700)
    first = find_home(state, account)
    first.folder.chmod(0o755)

    second = find_home(state, account)

    assert second.folder != first.folder
    first.sockets.rmdir()
    first.folder.rmdir()


@pytest.mark.parametrize("name", ["deep " * 20, "a, b"])
def test_sockets_are_elsewhere_where_their_path_would_not_do(
    workplace: Path, account: Account, name: str
) -> None:
    folder = workplace / name
    state = State(folder, folder)
    state.prepare()

    home = find_home(state, account)

    assert home.data.is_relative_to(state.folder)
    assert not home.sockets.is_relative_to(state.folder)
    assert len(os.fsencode(home.sockets)) <= LONGEST_SOCKET_FOLDER
    assert mode(home.sockets) == 0o700
    assert find_home(state, account) == home


def test_a_socket_folder_that_became_a_link_is_not_followed(
    workplace: Path, account: Account
) -> None:
    folder = workplace / ("deep " * 20)
    state = State(folder, folder)
    state.prepare()
    first = find_home(state, account)
    first.sockets.rmdir()
    first.sockets.symlink_to("/etc")

    second = find_home(state, account)
    first.sockets.unlink()

    assert second.sockets != first.sockets
