package dev.skipstream.publish;

import dev.skipstream.camera.CameraEvent;
import dev.skipstream.camera.CameraListener;
import dev.skipstream.camera.DownReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a line for each change of a camera. */
final class CameraLog implements CameraListener {
  private static final Logger LOG = LoggerFactory.getLogger(CameraLog.class);

  @Override
  public void changed(CameraEvent event) {
    if (event instanceof CameraEvent.Up up) {
      LOG.info(
          "camera {}: connected, {} {} x {}",
          up.camera(),
          up.stream().codec(),
          up.stream().width(),
          up.stream().height());
    } else if (event instanceof CameraEvent.Down down && down.reason() != DownReason.STOPPED) {
      LOG.warn("{}; trying again until it is connected", down.detail());
    } else if (event instanceof CameraEvent.ClockWrong wrong) {
      LOG.warn(
          "camera {}: its clock differs by {}; its frames have the time of their arrival until the"
              + " clock is right",
          wrong.camera(),
          wrong.ahead());
    }
  }
}
