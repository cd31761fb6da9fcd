"""A headless Chromium, by the WebDriver protocol: JSON over HTTP on loopback, to a chromedriver of our own."""

import json
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DRIVER = shutil.which("chromedriver")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--enable-unsafe-swiftshader"),
]


class Browser:
    """One window of it."""

    def __init__(self, address: str, profile: Path) -> None:
        self._address = address
        options = {"binary": CHROMIUM, "args": [*FLAGS, f"--user-data-dir={profile}"]}
        capabilities = {
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }
        made = self._call("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})
        self._address += f"/session/{made['sessionId']}"

    def open(self, page: Path, *, width: int = 1400, scheme: str = "light") -> None:
        """Show a file in a window of a width, with a colour scheme."""
        self._call("POST", "/url", {"url": "about:blank"})
        self.run_until("return location.href === 'about:blank'")
        self.logged()
        self._logs("performance")
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
        self._devtools("Emulation.setDeviceMetricsOverride", size)
        self.prefer(scheme)
        self._call("POST", "/url", {"url": page.as_uri()})
        self.run_until("return location.protocol === 'file:' && document.readyState === 'complete'")

    def prefer(self, scheme: str) -> None:
        """Change the colour scheme, as the machine's owner may at any time."""
        self._devtools("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})

    def run(self, script: str) -> Any:
        """What a script returns, as JSON says it."""
        return self._call("POST", "/execute/sync", {"script": script, "args": []})

    def run_until(self, script: str, patience_s: float = 30) -> None:
        """Come back once a script returns what is true: figures are drawn one after the other."""
        deadline = time.monotonic() + patience_s
        while not self.run(script):
            assert time.monotonic() < deadline, script
            time.sleep(0.05)

    def logged(self) -> list[str]:
        """What the console has said since it was last asked, but for what stands in for a graphics card."""
        return [entry["message"] for entry in self._logs("browser") if "[.WebGL-" not in entry["message"]]

    def requested(self) -> list[str]:
        """The addresses that were asked for since the page was opened."""
        events = [json.loads(entry["message"])["message"] for entry in self._logs("performance")]
        return [item["params"]["request"]["url"] for item in events if item["method"] == "Network.requestWillBeSent"]

    def close(self) -> None:
        """End it."""
        self._call("DELETE", "")

    def _logs(self, kind: str) -> list[dict[str, Any]]:
        logs: list[dict[str, Any]] = self._call("POST", "/se/log", {"type": kind})
        return logs

    def _devtools(self, command: str, parameters: dict[str, Any]) -> None:
        self._call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def _call(self, method: str, path: str, data: Any = None) -> Any:
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(
            self._address + path, body, {"Content-Type": "application/json"}, method=method
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]


@contextmanager
def chromium(profile: Path) -> Iterator[Browser]:
    """A browser with a profile of its own, gone afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert DRIVER
    with subprocess.Popen([DRIVER, f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as driver:
        try:
            _wait_for(port)
            browser = Browser(f"http://127.0.0.1:{port}", profile)
            try:
                yield browser
            finally:
                browser.close()
        finally:
            driver.terminate()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while True:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert time.monotonic() < deadline, "chromedriver does not answer"
        time.sleep(0.05)
