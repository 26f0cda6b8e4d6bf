"""What CloudFront does on AWS: hands requests on to the HTTP API, with the path as it was sent in a header. And what the HTTP API
does, where it is asked directly: it decodes the path.

The stand-in's API Gateway leaves paths as they are, and answers under a name that has no address. Its CloudFront cannot reach it.
The function that runs in CloudFront has a test of its own (RawUriTest).
"""

import contextlib
import http.client
import http.server
import threading
import urllib.parse

HOP_BY_HOP = {"connection", "host", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade"}


@contextlib.contextmanager
def serving(port, emulator, tells_path=True):
    """Listens at the port; `api_endpoint` of what it yields is set once the API is deployed.

    Without `tells_path` it is the HTTP API itself."""
    emulator_address = urllib.parse.urlsplit(emulator).netloc

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def forward(self):
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
            path, mark, query = self.path.partition("?")
            if tells_path:
                headers["x-spotcluster-raw-uri"] = path
            else:
                path = urllib.parse.quote(urllib.parse.unquote(path).partition("?")[0])
            headers["host"] = urllib.parse.urlsplit(self.server.api_endpoint).netloc
            connection = http.client.HTTPConnection(emulator_address, timeout=60)
            try:
                connection.request(self.command, path + mark + query, body=body, headers=headers)
                reply = connection.getresponse()
                content = reply.read()
            finally:
                connection.close()
            self.send_response(reply.status)
            for name, value in reply.getheaders():
                if name.lower() not in HOP_BY_HOP | {"content-length", "date", "server"}:
                    self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = do_OPTIONS = forward

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.api_endpoint = ""
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
