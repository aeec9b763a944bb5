package dev.skipstream.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of the program. The build writes it into {@value #RESOURCE}. */
final class BuildVersion implements IVersionProvider {
  private static final String RESOURCE = "build.properties";

  @Override
  public String[] getVersion() throws IOException {
    Properties build = new Properties();
    try (InputStream in = BuildVersion.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IOException(
            "resource %s is not on the class path; expected what ./mvnw package makes"
                .formatted(RESOURCE));
      }
      build.load(in);
    }
    return new String[] {"skipstream " + build.getProperty("version")};
  }
}
