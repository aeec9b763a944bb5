package dev.skipstream.cli;

/** The exit codes of commands. */
enum ExitCode {
  DONE(0),
  GATE_FAILED(1),
  BAD_INPUT(2),
  BROKER(3),
  MODEL(4),
  DEVICE(5),
  INTERNAL(6),
  REGISTRY(7);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  int status() {
    return status;
  }
}
