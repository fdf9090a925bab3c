"""``torch.autograd.anomaly_mode``: where a failing backward comes from."""

from ..engine.anomaly import detect_anomaly, set_detect_anomaly

__all__ = ["detect_anomaly", "set_detect_anomaly"]
