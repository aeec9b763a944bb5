package dev.skipstream.registry.server;

import dev.skipstream.registry.internal.RegistryJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Tells as a problem what Jetty refuses before a route is asked, such as a path it cannot decode.
 */
final class ErrorProblems extends ErrorHandler {

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      String message,
      Throwable cause,
      Callback callback) {
    String title = HttpStatus.getMessage(code);
    Problem problem =
        new Problem(title, code, message == null ? title : message, request.getHttpURI().getPath());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.CONTENT_TYPE);
    response.write(
        true,
        ByteBuffer.wrap(RegistryJson.write(problem).getBytes(StandardCharsets.UTF_8)),
        callback);
  }
}
