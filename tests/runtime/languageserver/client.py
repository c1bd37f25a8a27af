"""The YAML language server, spoken to as an editor does: JSON-RPC over its stdin and stdout."""

from __future__ import annotations

import json
import subprocess
import threading
from pathlib import Path
from typing import Any

PATIENCE = 60.0


class LanguageServer:
    """A running server that takes ``schema`` for every ``*.flow.yaml``."""

    def __init__(self, node: list[str], packages: Path, schema: Path) -> None:
        program = packages / "yaml-language-server" / "bin" / "yaml-language-server"
        self._process = subprocess.Popen(
            [*node, str(program), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._timer = threading.Timer(PATIENCE, self._process.kill)
        self._timer.start()
        self._settings = {"schemas": {schema.as_uri(): ["*.flow.yaml"]}, "completion": True, "validate": True}
        self._number = 0
        self._diagnostics: dict[str, list[dict[str, Any]]] = {}

    def __enter__(self) -> LanguageServer:
        self._ask("initialize", processId=None, rootUri=None, capabilities={"workspace": {"configuration": True}})
        self._tell("initialized")
        self._tell("workspace/didChangeConfiguration", settings={"yaml": self._settings})
        while not self.problems("flow: two\n"):
            pass  # the schema is not read yet
        return self

    def __exit__(self, *problem: object) -> None:
        self._timer.cancel()
        self._process.kill()
        self._process.communicate()

    def completions(self, text: str) -> dict[str, dict[str, Any]]:
        """What is offered where ``|`` stands in a text, by label."""
        before, after = text.split("|")
        place = {"line": before.count("\n"), "character": len(before.rpartition("\n")[2])}
        uri = self._open(before + after)
        answer = self._ask("textDocument/completion", textDocument={"uri": uri}, position=place)
        items = answer["items"] if isinstance(answer, dict) else answer
        return {item["label"]: item for item in items}

    def problems(self, text: str) -> list[str]:
        """What the server has to say of a text."""
        uri = self._open(text)
        while uri not in self._diagnostics:
            self._take(self._read())
        return [problem["message"] for problem in self._diagnostics[uri]]

    def _open(self, text: str) -> str:
        self._number += 1
        uri = f"file:///made/{self._number}.flow.yaml"
        self._tell("textDocument/didOpen", textDocument={"uri": uri, "languageId": "yaml", "version": 1, "text": text})
        return uri

    def _ask(self, method: str, **params: Any) -> Any:
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        wanted = self._number
        while (message := self._read()).get("id") != wanted or "method" in message:
            self._take(message)
        assert "error" not in message, message
        return message["result"]

    def _tell(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def _take(self, message: dict[str, Any]) -> None:
        """Do what the server asks of an editor, and note what it says of texts."""
        if message.get("method") == "textDocument/publishDiagnostics":
            self._diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "id" in message and message.get("method") == "workspace/configuration":
            wanted = [item.get("section") for item in message["params"]["items"]]
            settings = [self._settings if section == "yaml" else None for section in wanted]
            self._send({"id": message["id"], "result": settings})
        elif "id" in message and "method" in message:
            self._send({"id": message["id"], "result": None})

    def _send(self, message: dict[str, Any]) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(content) + content)
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        stream = self._process.stdout
        assert stream is not None
        size = 0
        while (line := stream.readline().strip()) or not size:
            assert line or self._process.poll() is None, "the language server has ended"
            if line.lower().startswith(b"content-length:"):
                size = int(line.partition(b":")[2])
        message: dict[str, Any] = json.loads(stream.read(size))
        return message
