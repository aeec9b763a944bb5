package dev.skipstream.doctor;

import dev.skipstream.schemas.event.ComputeFormat;
import java.util.Locale;

/** Takes the place of {@link TrialMain}: bf16 ends the process, and int8 fails. */
final class CrashingTrial {
  static final int STATUS = 134;

  private CrashingTrial() {}

  public static void main(String[] args) {
    switch (ComputeFormat.valueOf(args[4].toUpperCase(Locale.ROOT))) {
      case BF16 -> Runtime.getRuntime().halt(STATUS);
      case INT8 -> System.out.println(TrialMain.FAILED + "no kernels");
      default -> System.out.println("a library\n" + TrialMain.MEASURED + "12.5 3");
    }
  }
}
