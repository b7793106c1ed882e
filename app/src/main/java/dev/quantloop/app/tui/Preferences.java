package dev.quantloop.app.tui;

import dev.quantloop.app.UserException;
import dev.quantloop.llama.file.FileFailure;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What the user has chosen for good, in a properties file that may be edited by hand. May be used
 * by several threads; two interfaces at once do not lose each other's choices.
 */
public final class Preferences {
  private final Path file;
  private final Map<String, String> values = new TreeMap<>();

  /**
   * @param file need not exist; what cannot be read counts as empty
   */
  public Preferences(Path file) {
    this.file = file;
    read();
  }

  /** Another file of the interface, in the same directory. */
  public Path beside(String name) {
    return file.resolveSibling(name);
  }

  private synchronized void read() {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      return; // Nothing has been chosen, then.
    }
    properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
  }

  public synchronized Optional<String> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** All that begin with the prefix, by the rest of their keys. */
  public synchronized Map<String, String> under(String prefix) {
    Map<String, String> found = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            found.put(key.substring(prefix.length()), value);
          }
        });
    return found;
  }

  /**
   * Keeps values; an empty one is forgotten.
   *
   * @throws UserException when the file can't be written
   */
  public synchronized void put(Map<String, String> changes) {
    read();
    changes.forEach(
        (key, value) -> {
          if (value.isEmpty()) {
            values.remove(key);
          } else {
            values.put(key, value);
          }
        });
    Properties properties = new Properties();
    properties.putAll(values);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path whole = Files.createTempFile(file.toAbsolutePath().getParent(), "interface", ".tmp");
      try (Writer writer = Files.newBufferedWriter(whole)) {
        properties.store(writer, "Quantloop's interface; written by it, may be edited by hand");
      }
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UserException(
          "can't keep the setting in " + file + ": " + FileFailure.reason(e), e);
    }
  }
}
