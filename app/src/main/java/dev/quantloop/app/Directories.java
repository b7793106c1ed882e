package dev.quantloop.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Where the program keeps its files, by the XDG base directory specification. What neither the
 * environment nor the system's list of users tells is missed only when it is needed: nothing is
 * ever put into the working directory for lack of a home.
 *
 * @param home the user's, for which a tilde stands
 * @param data the database and the experiments' files
 * @param cache what can be fetched or computed again: libllama, the unpacked demo model
 * @param config the user's settings
 * @param state logs
 */
public record Directories(Path home, Path data, Path cache, Path config, Path state) {
  private static final String PROGRAM = "quantloop";

  public static Directories of(Map<String, String> environment) {
    return of(environment, System.getProperty("user.home"));
  }

  /**
   * @param recorded the home directory that the system has on record, or anything else for none
   */
  static Directories of(Map<String, String> environment, String recorded) {
    Path home =
        Stream.of(environment.getOrDefault("HOME", ""), Objects.toString(recorded, ""))
            .filter(path -> path.startsWith("/"))
            .map(Path::of)
            .findFirst()
            .orElse(null);
    return new Directories(
        home,
        base(environment, "XDG_DATA_HOME", home, ".local/share"),
        base(environment, "XDG_CACHE_HOME", home, ".cache"),
        base(environment, "XDG_CONFIG_HOME", home, ".config"),
        base(environment, "XDG_STATE_HOME", home, ".local/state"));
  }

  /** The specification ignores relative paths. */
  private static Path base(
      Map<String, String> environment, String name, Path home, String belowHome) {
    String value = environment.getOrDefault(name, "");
    if (value.startsWith("/")) {
      return Path.of(value, PROGRAM);
    }
    return home == null ? null : home.resolve(belowHome).resolve(PROGRAM);
  }

  @Override
  public Path home() {
    return known(home, "");
  }

  @Override
  public Path data() {
    return known(data, " or XDG_DATA_HOME");
  }

  @Override
  public Path cache() {
    return known(cache, " or XDG_CACHE_HOME");
  }

  @Override
  public Path config() {
    return known(config, " or XDG_CONFIG_HOME");
  }

  @Override
  public Path state() {
    return known(state, " or XDG_STATE_HOME");
  }

  private static Path known(Path directory, String otherVariable) {
    if (directory == null) {
      throw new UserException(
          "this user has no home directory: set HOME%s to a directory that can be written"
              .formatted(otherVariable));
    }
    return directory;
  }

  /** The database used when neither {@code --db} nor {@code QUANTLOOP_DB} names one. */
  public Path defaultDatabase() {
    return data().resolve("quantloop.db");
  }

  /**
   * A path as the user means it: shells leave a tilde as it is after an equals sign.
   *
   * @throws UserException for the home directory of another user
   */
  public String expanded(String path) {
    if (path.equals("~") || path.startsWith("~/")) {
      return UserPath.expanded(path, home());
    } else if (path.startsWith("~")
        && path.contains("/")
        && !Files.isDirectory(Path.of(path).getName(0))) {
      throw new UserException(path + ": write the path in full; only ~/ can stand for a directory");
    }
    return path;
  }

  /** As {@link #expanded}. */
  public Path path(String text) {
    return Path.of(expanded(text));
  }
}
