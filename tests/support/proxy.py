# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy on loopback that counts the bytes each way, or lets them drip."""

import contextlib
import socket
import threading
import time


class Proxy:
    """Forwards each connection to `target` (address, port). `up` are bytes from the client.

    With `bytes_per_second` the answer drips: a host that is slow but does not stop.
    """

    def __init__(self, target, bytes_per_second=None):
        self._target = target
        self._rate = bytes_per_second
        self._guard = threading.Lock()
        self.up = self.down = self.connections = 0
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(512)
        self.name = "127.0.0.1:%d" % self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client = self._listener.accept()[0]
                self.connections += 1
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        with client, contextlib.suppress(OSError):
            with socket.create_connection(self._target) as server:
                back = threading.Thread(target=self._pump, args=(server, client, False),
                                        daemon=True)
                back.start()
                self._pump(client, server, True)
                back.join()

    def _pump(self, source, sink, is_up):
        with contextlib.suppress(OSError):
            while True:
                data = source.recv(1 << 16)
                if not data:
                    break
                self._count(len(data), is_up)
                self._send(sink, data, is_up)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def _send(self, sink, data, is_up):
        if is_up or self._rate is None:
            sink.sendall(data)
            return
        step = max(1, self._rate // 20)
        for begin in range(0, len(data), step):
            sink.sendall(data[begin:begin + step])
            time.sleep(step / self._rate)

    def _count(self, size, is_up):
        with self._guard:
            if is_up:
                self.up += size
            else:
                self.down += size

    def close(self):
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
