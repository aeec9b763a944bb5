package dev.skipstream.registry.server;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;

/**
 * The reason for which a request was rejected, in the form of RFC 9457. The request changed
 * nothing.
 *
 * @param title the name of the status
 * @param status the status of the response
 * @param detail the expected value, the actual value and the action to take
 * @param instance the requested path
 */
record Problem(String title, int status, String detail, String instance) {
  static final String CONTENT_TYPE = "application/problem+json";

  /** Ends a request with a problem. */
  static final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final HttpStatus status;

    ProblemException(HttpStatus status, String detail) {
      super(detail);
      this.status = status;
    }

    HttpStatus status() {
      return status;
    }
  }

  static void answer(Context request, HttpStatus status, String detail) {
    Problem problem = new Problem(status.getMessage(), status.getCode(), detail, request.path());
    request.status(status);
    Answer.json(request, CONTENT_TYPE, problem);
  }
}
