# SPDX-License-Identifier: GPL-3.0-or-later
"""distccmon-gui on a screen of its own, with real jobs. The pictures are kept in build/screenshots/."""

import os
import time
from pathlib import Path

from interop.interruptions import slow_server
from support import servers, wrappers
from support.case import Case
from support.context import SYSTEM_PATH, Skip, expect, expect_equal, need_program
from support.programs import ours
from support.screen import Picture, Screen
from support.waiting import wait_for

# Its compile would sleep like any other.
UNCHECKED = {"DISTCC_CHECK_COMPILER": "0"}
COMPILE, BLOCKED = "00906a", "d5480a"
DIALOG = "Show another DISTCC_DIR"
COMPILE_DARK, BLOCKED_DARK = "1fbf8f", "ff7a45"


def cases(context):
    return [Case("interop/window_monitor/jobs", shows_jobs),
            Case("interop/window_monitor/dark", is_dark),
            Case("interop/window_monitor/hundred_hosts", shows_hundred_hosts),
            Case("interop/window_monitor/other_directory", shows_other_directory),
            Case("interop/window_monitor/idle", costs_little, alone=True),
            Case("interop/window_monitor/usage", explains_itself),
            Case("interop/window_monitor/desktop", suits_desktops)]


def monitor_of(run):
    path = ours(run.context).bin / "distccmon-gui"
    if not path.exists():
        raise Skip("built without gtkmm, so there is no distccmon-gui")
    return path


def some_jobs(run, running=3, waiting=2):
    """Jobs that compile for half a minute, others that wait for their slots, and some that ended."""
    programs = ours(run.context)
    server = slow_server(run, "ours", wrappers.sleeping(run, 1000))
    quick = servers.start(run, programs, name="quick")
    run.file("main.c", "int main(void) { return 0; }\n")
    build = {"DISTCC_HOSTS": f"{quick.host}/4", "DISTCC_BUILD": "pictures", **UNCHECKED}
    for _ in range(6):
        run.succeed([programs.client, "gcc", "-c", "main.c"], build)
    run.succeed([programs.client, "gcc", "main.o", "-o", "main"], build)
    environment = {"DISTCC_HOSTS": f"{server.host}/{running} build-box-2/8,down", **UNCHECKED}
    for number in range(running + waiting):
        run.file(f"unit{number}.c", f"int unit{number};\n")
        run.start([programs.client, "gcc", "-c", f"unit{number}.c"], environment)
    look = [programs.path("distccmon-text")]

    def settled():
        text = run.succeed(look, environment).out
        return text.count("Compile") == running and text.count("Blocked") == waiting

    wait_for(settled, f"{running} jobs that compile and {waiting} that wait")
    return environment


def title_of(run, user=None):
    user = user or run.run(["id", "-un"]).out.strip()
    return f"distcc Monitor - {user}@{os.uname().nodename.split('.')[0]}"


def open_window(run, screen, environment, *words):
    process = run.start([monitor_of(run), *words], {**screen.environment, **environment})
    wait_for(lambda: screen.window(title_of(run)), f"a window among {screen.titles()}")
    window = screen.window(title_of(run))
    run.succeed(["xdotool", "windowmove", window, 0, 0, "windowsize", window, *screen.size],
                screen.environment)
    return process, window


def shows_jobs(run):
    monitor_of(run)
    environment = some_jobs(run)
    screen = Screen(run)
    process, window = open_window(run, screen, environment)
    # Ten samples of three jobs on the overview (3 of 5 parts of it) and on the row of the host.
    wait_for(lambda: screen.picture("monitor-light").count(COMPILE) > 10 * 2 * (60 + 15),
             "strips in the colour of a compile")
    picture = screen.picture("monitor-light")
    expect(picture.count(BLOCKED) > 10 * 2 * 30, "nothing has the colour of jobs that wait")
    expect(picture.lightness() > 190, "the window is not light")

    screen.type(window, "ctrl+d")
    wait_for(lambda: screen.picture("monitor-toggled").count(COMPILE_DARK) > 1500,
             "dark colours after Ctrl+D")
    screen.type(window, "ctrl+o")
    wait_for(lambda: screen.window(DIALOG), "a dialog after Ctrl+O")
    screen.picture("monitor-dialog")
    screen.type(screen.window(DIALOG), "Escape")
    wait_for(lambda: not screen.window(DIALOG), "the end of the dialog")
    screen.type(window, "ctrl+q")
    expect_equal(process.wait(60), 0, "exit status after Ctrl+Q")


def is_dark(run):
    monitor_of(run)
    environment = some_jobs(run)
    screen = Screen(run, 1000, 700)
    open_window(run, screen, environment, "--dark")
    wait_for(lambda: screen.picture("monitor-dark").count(COMPILE_DARK) > 1500,
             "strips in the dark theme's colour of a compile")
    picture = screen.picture("monitor-dark")
    expect(picture.count(BLOCKED_DARK) > 300, "nothing has the colour of jobs that wait")
    expect(picture.lightness() < 90, "the window is not dark")


# One server is a hundred hosts: in a network of its own it has every address of the loopback net.
CLUSTER = """\
set -e
ip link set lo up
{server} --daemon --no-detach --listen 0.0.0.0 --port 3632 --allow 127.0.0.0/8 --jobs 200 \\
  --log-file {log} {options} &
for try in $(seq 1200); do
  if grep -q ':0E30 00000000:0000 0A' /proc/net/tcp; then break; fi
  sleep 0.05
done
for number in $(seq {jobs}); do
  cp unit.c unit$number.c
  {client} gcc -c unit$number.c &
done
wait
"""
HOSTS, DOWN, JOBS = 100, 25, 90


def shows_hundred_hosts(run):
    monitor_of(run)
    programs = ours(run.context)
    slow = wrappers.sleeping(run, 1000)
    directory = servers.server_directory(run, "cluster")
    setup = servers.Setup(path=f"{slow}:{SYSTEM_PATH}")
    server_environment = servers.environment(programs, setup, directory)
    options = f"--sandbox-show {slow}"
    namespace = ["unshare", "--net"]
    if os.geteuid() == 0:
        options += " --user nobody"
    else:
        namespace += ["--map-root-user"]
    if run.run([*namespace, "true"]).status != 0:
        raise Skip("this machine allows no network namespaces")
    run.file("unit.c", "int unit;\n")
    hosts = " ".join(f"127.0.1.{number}/{2 + number % 7}" + (",down" if number <= DOWN else "")
                     for number in range(1, HOSTS + 1))
    script = run.file("cluster.sh", CLUSTER.format(
        server=programs.server, client=programs.client, jobs=JOBS, options=options,
        log=directory / "server.log"))
    environment = {"DISTCC_HOSTS": hosts, **UNCHECKED}
    run.start([*namespace, "sh", script], {**server_environment, **environment,
                                           "HOME": run.directory / "home"})
    wait_for(lambda: run.succeed([programs.path("distccmon-text")],
                                 environment).out.count("Compile") == JOBS,
             f"{JOBS} jobs that compile")
    screen = Screen(run, 1280, 1000)
    _, window = open_window(run, screen, environment)
    # The first hosts of the list are down, so their rows have no strips; the busiest have.
    wait_for(lambda: screen.picture("monitor-100-hosts").count(COMPILE) > 20 * 2 * 20,
             "a strip of all hosts")
    rows = (280, 620)  # of the picture: where the hosts are
    expect_equal(screen.picture("monitor-100-hosts").bands(COMPILE, *rows), 0, "strips of hosts")
    screen.type(window, "ctrl+b")
    wait_for(lambda: screen.picture("monitor-100-hosts-busiest").bands(COMPILE, *rows) > 10,
             "the busiest hosts")


def shows_other_directory(run):
    """The jobs and the host list are those of the directory, not those of who looks."""
    monitor_of(run)
    environment = some_jobs(run, waiting=0)
    other = run.directory / "home" / ".distcc"
    (other / "hosts").write_text("127.0.0.1/3 listed-there/2\n")
    screen = Screen(run, 900, 600)
    process, window = open_window(run, screen, {**environment, "HOME": run.folder("nobody")})
    wait_for(lambda: screen.picture("monitor-nothing").count("ffffff") > 1000, "a window")
    expect_equal(screen.picture("monitor-nothing").count(COMPILE) > 300, False,
                 "jobs in a directory that has none")
    screen.type(window, "ctrl+o")  # in the dialog, a slash begins a path
    wait_for(lambda: screen.window(DIALOG), "a dialog after Ctrl+O")
    screen.write(screen.window(DIALOG), f"{other}/")
    screen.type(screen.window(DIALOG), "Return")
    wait_for(lambda: screen.picture("monitor-chosen").count(COMPILE) > 1000,
             "the jobs of the directory that was chosen")
    screen.type(window, "ctrl+w")
    expect_equal(process.wait(60), 0, "exit status after Ctrl+W")
    open_window(run, screen, {"HOME": run.folder("nobody")}, "--dir", other)
    wait_for(lambda: screen.picture("monitor-other").count(COMPILE) > 1000, "the other's jobs")


def processor_seconds(process):
    fields = open(f"/proc/{process.pid}/stat", encoding="ascii").read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def costs_little(run):
    """With nothing to show, it takes less than a hundredth of a processor."""
    screen = Screen(run)
    hosts = " ".join(f"host-{number}/8" for number in range(100))
    process, _ = open_window(run, screen, {"DISTCC_HOSTS": hosts})
    last = [processor_seconds(process)]

    def drawn():
        before, last[0] = last[0], processor_seconds(process)
        time.sleep(0.5)  # one look of the monitor
        return processor_seconds(process) - last[0] < 0.05
    wait_for(drawn, "an idle monitor")
    began, used = time.monotonic(), processor_seconds(process)
    time.sleep(5)  # what is measured
    share = (processor_seconds(process) - used) / (time.monotonic() - began)
    (run.context.folder("screenshots") / "idle-cpu.txt").write_text(f"{100 * share:.2f} %\n")
    expect(share < 0.03, f"an idle monitor takes {100 * share:.1f} % of a processor")


def explains_itself(run):
    monitor = monitor_of(run)
    done = run.succeed([monitor, "--help"])
    expect("--dir" in done.out and not done.err, done.out)
    done = run.succeed([monitor.parent / "distccmon-gnome", "--version"])
    expect("distccmon-gui" in done.out, done.out)
    for words in (["--dri"], ["word"]):
        wrong = run.run([monitor, *words])
        expect(wrong.status == 101 and words[0] in wrong.err, f"{words}: {wrong}")
    absent = run.run([monitor, "--dir", run.directory / "absent"])
    expect(absent.status == 107 and "does not exist" in absent.err, absent.err)
    no_screen = run.run([monitor], {"DISPLAY": None, "WAYLAND_DISPLAY": None})
    expect(no_screen.status != 0 and no_screen.err.strip(), "no word without a display")


def suits_desktops(run):
    """The desktop entry, metainfo and icon are what they claim to be."""
    folder = Path(__file__).resolve().parent.parent.parent / "packaging" / "desktop"
    run.succeed([need_program("desktop-file-validate"), folder / "org.distcc.Monitor.desktop"])
    run.succeed([need_program("appstreamcli"), "validate", "--no-net",
                 folder / "org.distcc.Monitor.metainfo.xml"])
    icon = run.directory / "icon.png"
    run.succeed([need_program("rsvg-convert"), "-o", icon, folder / "org.distcc.Monitor.svg"])
    expect(Picture(icon).count(COMPILE) > 1000, "an icon without its colours")
