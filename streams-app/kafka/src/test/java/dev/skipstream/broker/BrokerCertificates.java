package dev.skipstream.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A self-signed certificate for a broker at 127.0.0.1, and the store of who trusts it. */
final class BrokerCertificates {
  static final String PASSWORD = "changeit";

  private static final String KEYS = "broker.p12";
  private static final String TRUST = "trust.p12";

  private BrokerCertificates() {}

  /** Makes both stores in a folder, with the JDK's keytool. */
  static void create(Path folder) throws IOException, InterruptedException {
    keytool(
        folder,
        "-genkeypair -keystore broker.p12 -storetype PKCS12 -storepass changeit -alias broker"
            + " -keyalg EC -validity 30 -dname CN=broker -ext SAN=ip:127.0.0.1");
    keytool(
        folder,
        "-exportcert -keystore broker.p12 -storepass changeit -alias broker -file broker.cer");
    keytool(
        folder,
        "-importcert -noprompt -keystore trust.p12 -storetype PKCS12 -storepass changeit -alias"
            + " broker -file broker.cer");
  }

  /** Returns the settings of a broker with this certificate, which trusts itself as a client. */
  static Map<String, String> ofBroker(Path folder) {
    return Map.of(
        "ssl.keystore.location",
        folder.resolve(KEYS).toString(),
        "ssl.keystore.password",
        PASSWORD,
        "ssl.truststore.location",
        folder.resolve(TRUST).toString(),
        "ssl.truststore.password",
        PASSWORD);
  }

  /** Returns the properties of a client that trusts the certificate. */
  static Map<String, String> ofClient(Path folder) {
    return Map.of(
        "ssl.truststore.location",
        folder.resolve(TRUST).toString(),
        "ssl.truststore.password",
        PASSWORD);
  }

  private static void keytool(Path folder, String arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments.split(" ")));
    Path log = folder.resolve("keytool.log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException("keytool %s: %s".formatted(arguments, Files.readString(log)));
    }
  }
}
