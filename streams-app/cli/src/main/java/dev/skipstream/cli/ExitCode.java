package dev.skipstream.cli;

/** The exit codes of commands. */
enum ExitCode {
  DONE(0, "done"),
  GATE_FAILED(1, "a gate failed"),
  BAD_INPUT(2, "bad input or usage"),
  BROKER(3, "broker"),
  MODEL(4, "model"),
  DEVICE(5, "device"),
  INTERNAL(6, "internal"),
  REGISTRY(7, "registry");

  private final int status;
  private final String meaning;

  ExitCode(int status, String meaning) {
    this.status = status;
    this.meaning = meaning;
  }

  int status() {
    return status;
  }

  /** Returns the kind of the cause, in the words of the help. */
  String meaning() {
    return meaning;
  }
}
