package dev.skipstream.camera;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.source.ffmpeg.NumberedPictures;
import org.junit.jupiter.api.Test;

class NewestPicturesTest {
  private final NewestPictures pictures = new NewestPictures(2, 1);

  @Test
  void theOldestIsDroppedAndCountedWhereThereIsNoRoom() throws InterruptedException {
    offer(1, 2, 3, 4);

    NewestPictures.Taken taken = pictures.take(1).orElseThrow();

    assertThat(taken.picture().time().nanos()).isEqualTo(3);
    assertThat(taken.dropped()).isEqualTo(2);
  }

  @Test
  void noPictureIsTakenWithoutRoomAtTheTopic() throws InterruptedException {
    offer(1, 2);
    assertThat(pictures.take(1)).isPresent();

    assertThat(pictures.take(1)).isEmpty();
    pictures.addRoom();
    assertThat(pictures.take(1).orElseThrow().picture().time().nanos()).isEqualTo(2);
  }

  private void offer(long... nanos) {
    for (long one : nanos) {
      pictures.offer(NumberedPictures.at(one));
    }
  }
}
