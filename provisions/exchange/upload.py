"""A file that is sent goes to disk, and no further than our largest: what is more is thrown away while it comes."""

from typing import Any

from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

from provisions.exchange.limits import MOST_BYTES

TOO_LARGE = "trede.upload_too_large"


class CappedUpload(TemporaryFileUploadHandler):
    """Marks the request with TOO_LARGE when a file was cut off; the form then says so."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size > MOST_BYTES:
            if self.request is not None:
                self.request.META[TOO_LARGE] = "1"
            self.file.close()
            raise StopUpload(connection_reset=False)
        super().receive_data_chunk(raw_data, start)
