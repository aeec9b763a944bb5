package dev.skipstream.source.store;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Opens stores by their place: {@value #FORM}. */
public final class ImageStores {
  /** The forms of a place, for usage texts. */
  public static final String FORM = "s3://BUCKET[/PREFIX]|file:/FOLDER";

  private ImageStores() {}

  /**
   * Opens a store. A bucket must exist; a folder is made.
   *
   * @param s3Endpoint a store that speaks S3, where it is not Amazon's
   * @throws IllegalArgumentException when the place is of no such form
   * @throws IOException when the folder cannot be made, or S3 has no region
   */
  public static ImageStore open(URI place, Optional<URI> s3Endpoint) throws IOException {
    String scheme = place.getScheme() == null ? "" : place.getScheme();
    boolean local = place.getAuthority() == null && place.getPath() != null;
    if (scheme.equals("file") && local && place.getPath().startsWith("/")) {
      return FileImageStore.in(Path.of(place.getPath()));
    }
    if (scheme.equals("s3") && place.getAuthority() != null) {
      return S3ImageStore.connect(place, s3Endpoint);
    }
    throw new IllegalArgumentException(
        "store is '%s': expected s3://BUCKET, s3://BUCKET/PREFIX or file:/FOLDER".formatted(place));
  }
}
