"""moto as a bucket that keeps its word: it looks whether a key is there and writes it in two steps on many threads, so that of two
conditional writers both could win. Here a request is read whole, then answered alone. Arguments: host, port."""
import io
import sys
from threading import Lock

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import run_simple

moto = DomainDispatcherApplication(create_backend_app)
alone = Lock()


def answer(environ, start_response):
    environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
    with alone:
        return moto(environ, start_response)


run_simple(sys.argv[1], int(sys.argv[2]), answer, threaded=True, request_handler=MotoRequestHandler)
