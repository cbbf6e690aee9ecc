"""Where an uploaded file waits between its preview and its confirmation."""

import re
from hashlib import sha256

from django.conf import settings
from import_export.tmp_storages import BaseStorage

DIGEST = re.compile(r"[0-9a-f]{64}\Z")


class UploadStorage(BaseStorage):
    """
    Files named by their SHA-256, in `settings.UPLOAD_DIR`.

    The name that the confirmation sends back is the digest of the very file that was previewed, and cannot point
    anywhere else.
    """

    def save(self, data):
        self.name = sha256(data).hexdigest()
        settings.UPLOAD_DIR.mkdir(parents=True, exist_ok=True)
        self._path().write_bytes(data)

    def read(self):
        """The file's bytes. Raises FileNotFoundError when it is no longer there or the name is not a digest."""
        return self._path().read_bytes()

    def remove(self):
        self._path().unlink(missing_ok=True)

    def _path(self):
        if not DIGEST.match(self.name or ""):
            raise FileNotFoundError(self.name)
        return settings.UPLOAD_DIR / self.name
