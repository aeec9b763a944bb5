package dev.skipstream.source.store;

import dev.skipstream.schemas.event.ImageEvent;
import java.io.IOException;

/**
 * A store for the images of events.
 *
 * <p>Threading: any thread. {@link #store} blocks it until its image is stored, whatever other
 * threads store meanwhile.
 */
public interface ImageStore extends AutoCloseable {
  /** Leaves each image in its event. */
  ImageStore IN_EVENT =
      new ImageStore() {
        @Override
        public ImageEvent store(ImageEvent event) {
          return event;
        }

        @Override
        public void close() {}
      };

  /**
   * Stores the image of an event. The image outlasts a crash from here on, so the event may be
   * sent.
   *
   * @return the event with the location of its image in place of the image
   * @throws IOException when the image may not be stored; the message names the location
   */
  ImageEvent store(ImageEvent event) throws IOException;

  @Override
  void close();
}
