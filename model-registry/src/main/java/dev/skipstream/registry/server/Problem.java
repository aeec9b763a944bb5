package dev.skipstream.registry.server;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;

/**
 * Why a request was not carried out, as RFC 9457 has it. Nothing was changed.
 *
 * @param title of the status
 * @param status the answer's own
 * @param detail what was expected, what came, and what to do
 * @param instance the path that was asked for
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
