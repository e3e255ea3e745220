"""Run commands where every connection and every look-up is recorded: a network of their own.

The network has one interface, the loopback, that answers for every address there is, and a
name server in it that nobody runs: whatever a program tries to reach is a packet on it. Run
with ``unshare``, which gives it, and the commands, a network and a table of mounts of their
own; see ``recorded``.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

_EVERY_PROTOCOL = 3  # ETH_P_ALL of linux/if_ether.h
_NAME_SERVER = "203.0.113.53"  # of a range that is nobody's (RFC 5737)


def recorded(folder: Path, *commands: list[str], env: dict[str, str]) -> tuple[list[str], str]:
    """Run commands side by side; give a line for each packet sent, and what they printed.

    Raises ``Unrecordable`` where this machine gives nobody a network of their own, and
    ``CalledProcessError`` where a command fails.
    """
    isolated = _isolation()
    done = subprocess.run(
        [*isolated, sys.executable, __file__, str(folder), json.dumps(commands)],
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    packets: list[str] = json.loads((folder / "packets.json").read_text())
    return packets, done.stdout


class Unrecordable(Exception):
    """No network of their own for the programs."""


def _isolation() -> list[str]:
    if not sys.platform.startswith("linux"):
        raise Unrecordable("only Linux has networks for single processes")
    for tool in ("unshare", "ip"):
        if shutil.which(tool) is None:
            raise Unrecordable(f"there is no {tool} here (util-linux, iproute2)")
    why = ""
    for options in (["-n", "-m"], ["-r", "-n", "-m"]):
        tried = subprocess.run(["unshare", *options, "true"], capture_output=True, text=True)
        if tried.returncode == 0:
            return ["unshare", *options]
        why = tried.stderr.strip()
    raise Unrecordable(f"this machine gives no network of its own: {why}")


def _answer_for_every_address() -> None:
    for command in (
        "ip link set lo up",
        "ip route add local default dev lo",
        "ip -6 route add local default dev lo",
    ):
        # a machine without IPv6 has nothing to reach by it
        subprocess.run(command.split(), check="-6" not in command, stderr=subprocess.DEVNULL)


def _ask_for_names_over_it(folder: Path) -> None:
    """Make look-ups packets too: no local service is asked that looks up on its own."""
    for name, text in (
        ("resolv.conf", f"nameserver {_NAME_SERVER}\noptions timeout:1 attempts:1\n"),
        ("nsswitch.conf", "hosts: files dns\n"),
    ):
        if (target := Path("/etc") / name).exists():
            (folder / name).write_text(text)
            subprocess.run(["mount", "--bind", folder / name, target], check=True)


def _line(packet: bytes) -> str:
    version = packet[0] >> 4
    family, place = (socket.AF_INET, 16) if version == 4 else (socket.AF_INET6, 24)
    length = 4 if version == 4 else 16
    to = socket.inet_ntop(family, packet[place : place + length])
    words = re.findall(rb"[\w-]{2,}", packet[place + length :])
    return f"to {to}: {b' '.join(words).decode()}"


def _main(folder: Path, commands: list[list[str]]) -> int:
    _answer_for_every_address()
    _ask_for_names_over_it(folder)
    listener = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_EVERY_PROTOCOL))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 24)
    running = [subprocess.Popen(command) for command in commands]
    failed = [one.args for one in running if one.wait()]
    listener.setblocking(False)
    packets = []
    while True:
        try:
            packet, (_, _, kind, *_) = listener.recvfrom(65535)
        except BlockingIOError:
            break
        if kind == socket.PACKET_OUTGOING:  # once: on the loopback each comes back as well
            packets.append(_line(packet))
    (folder / "packets.json").write_text(json.dumps(packets))
    for arguments in failed:
        print("failed:", arguments, file=sys.stderr)
    return 1 if failed else os.EX_OK


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1]), json.loads(sys.argv[2])))
