/**
 * TLS of the program's own HTTP ports, and of its clients: {@link dev.skipstream.tls.TlsFiles} is a
 * server's certificate and key, {@link dev.skipstream.tls.TrustedAuthority} is what a client
 * trusts. Hides how PEM files are read and how Jetty takes them up.
 *
 * <p>Exports {@link dev.skipstream.tls.TlsFileException}, {@link dev.skipstream.tls.TlsFiles} and
 * {@link dev.skipstream.tls.TrustedAuthority}. Hides how PEM files are read and how Jetty takes
 * them up.
 */
package dev.skipstream.tls;
