package dev.skipstream.cli;

/**
 * The user's home folder, under which models, caches and state are kept unless the user names other
 * folders. Java reports {@code ?} for a user without an entry in the system's user database, as in
 * a container with {@code --user 12345}; {@code $HOME} is set there.
 */
final class HomeFolder {
  private static final String PROPERTY = "user.home";

  private HomeFolder() {}

  /**
   * Sets the property {@code user.home} from {@code $HOME} where Java does not know it. Everything
   * that asks for the home folder asks for this property: our defaults, and the libraries that
   * unpack their natives.
   */
  static void establish() {
    String home = chosen(System.getProperty(PROPERTY), System.getenv("HOME"));
    if (home != null) {
      System.setProperty(PROPERTY, home);
    }
  }

  /** The home folder to use; may be null where neither is known. */
  static String chosen(String reported, String environment) {
    boolean known = reported != null && !reported.isBlank() && !reported.equals("?");
    return known || environment == null || environment.isBlank() ? reported : environment;
  }
}
