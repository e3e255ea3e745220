"""What a gate tells: records, tables, figures."""

from typing import TYPE_CHECKING

from station_gate._doors import doors

if TYPE_CHECKING:
    from station_gate.reporting.log.log import ConsoleLog
    from station_gate.reporting.log.logfile import LogFile
    from station_gate.reporting.metrics import Metrics
    from station_gate.reporting.metricsserver import MetricsServer
    from station_gate.reporting.outcomes import show_table
    from station_gate.reporting.record import decision_record

__all__ = [
    "ConsoleLog",
    "LogFile",
    "Metrics",
    "MetricsServer",
    "decision_record",
    "show_table",
]
__getattr__ = doors(__name__)
