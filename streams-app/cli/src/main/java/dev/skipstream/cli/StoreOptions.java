package dev.skipstream.cli;

import dev.skipstream.source.store.ImageStore;
import dev.skipstream.source.store.ImageStores;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for a store of images beside the topic. */
final class StoreOptions {
  @Option(
      names = "--store",
      paramLabel = "PLACE",
      description =
          "write each image below this place, and publish its reference: " + ImageStores.FORM)
  private Optional<URI> place;

  @Option(
      names = "--s3-endpoint",
      paramLabel = "URL",
      description = "a store that speaks S3, where it is not Amazon's")
  private Optional<URI> s3Endpoint;

  ImageStore open() {
    if (place.isEmpty()) {
      if (s3Endpoint.isPresent()) {
        throw new BadInputException("--s3-endpoint is given without --store: expected both");
      }
      return ImageStore.IN_EVENT;
    }
    try {
      return ImageStores.open(place.get(), s3Endpoint);
    } catch (IllegalArgumentException | IOException e) {
      throw new BadInputException("--" + e.getMessage());
    }
  }
}
