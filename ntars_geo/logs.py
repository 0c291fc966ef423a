"""One JSON line for each log record, so that no input can forge or split one."""

import json
import logging


class JsonLine(logging.Formatter):
    """Format a record as one line of ASCII JSON: ids and messages only, never request bodies."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True)
