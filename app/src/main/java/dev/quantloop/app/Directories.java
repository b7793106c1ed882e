package dev.quantloop.app;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where the program keeps its files, by the XDG base directory specification.
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
    Path home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
    return new Directories(
        home,
        base(environment, "XDG_DATA_HOME", home.resolve(".local/share")),
        base(environment, "XDG_CACHE_HOME", home.resolve(".cache")),
        base(environment, "XDG_CONFIG_HOME", home.resolve(".config")),
        base(environment, "XDG_STATE_HOME", home.resolve(".local/state")));
  }

  /** The database used when neither {@code --db} nor {@code QUANTLOOP_DB} names one. */
  public Path defaultDatabase() {
    return data.resolve("quantloop.db");
  }

  /** The specification ignores relative paths. */
  private static Path base(Map<String, String> environment, String name, Path otherwise) {
    String value = environment.getOrDefault(name, "");
    Path base = value.startsWith("/") ? Path.of(value) : otherwise;
    return base.resolve(PROGRAM);
  }
}
