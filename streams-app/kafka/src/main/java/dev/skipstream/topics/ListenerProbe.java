package dev.skipstream.topics;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Finds out what a port speaks, after a client had no answer from it. A Kafka client that speaks
 * TLS to a plain port, or the other way round, only sees that the connection ends.
 *
 * <p>Threading: {@link #look} blocks on the port, for at most some seconds.
 */
public final class ListenerProbe {

  /** The protocol that listens at a port. */
  public enum Port {
    /** The machine refuses the connection. */
    REFUSED,
    /** A listener that accepts no connection in time. */
    SILENT,
    /** A Kafka listener without TLS and without login. */
    PLAIN,
    /** A Kafka listener without TLS and with login. */
    PLAIN_WITH_LOGIN,
    /** A TLS listener. */
    TLS,
    /** A connection, and nothing that Kafka would say. */
    OTHER
  }

  private static final int TIMEOUT_MILLIS = 2_000;
  private static final short API_VERSIONS = 18;
  private static final short METADATA = 3;

  private ListenerProbe() {}

  /** Probes a port. */
  public static Port look(String host, int port) {
    try {
      if (speaksTls(host, port)) {
        return Port.TLS;
      }
      return plain(host, port);
    } catch (ConnectException e) {
      return Port.REFUSED;
    } catch (SocketTimeoutException e) {
      return Port.SILENT;
    } catch (IOException e) {
      return Port.OTHER;
    }
  }

  private static Socket connect(String host, int port) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** An alert, or a certificate that is not trusted, is an answer in TLS too. */
  private static boolean speaksTls(String host, int port) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    try (Socket plain = connect(host, port);
        SSLSocket tls = (SSLSocket) factory.createSocket(plain, host, port, false)) {
      tls.startHandshake();
      return true;
    } catch (SSLException e) {
      return !(e.getCause() instanceof EOFException)
          && !String.valueOf(e.getMessage()).contains("Unsupported or unrecognized SSL message");
    } catch (SocketTimeoutException e) {
      // It took the connection: a connection that does not come about times out once more below.
      return false;
    } catch (ConnectException e) {
      throw e;
    } catch (SocketException e) {
      return false;
    }
  }

  private static Port plain(String host, int port) throws IOException {
    try (Socket socket = connect(host, port)) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      request(out, API_VERSIONS, (short) 0, 1, new byte[0]);
      try {
        in.skipNBytes(in.readInt());
      } catch (IOException e) {
        return Port.OTHER;
      }
      // Of no topics. A listener with login ends the connection.
      request(out, METADATA, (short) 1, 2, new byte[4]);
      try {
        in.readInt();
        return Port.PLAIN;
      } catch (IOException e) {
        return Port.PLAIN_WITH_LOGIN;
      }
    }
  }

  private static void request(
      DataOutputStream out, short api, short version, int correlation, byte[] body)
      throws IOException {
    out.writeInt(10 + body.length);
    out.writeShort(api);
    out.writeShort(version);
    out.writeInt(correlation);
    out.writeShort(-1); // No client id.
    out.write(body);
    out.flush();
  }
}
