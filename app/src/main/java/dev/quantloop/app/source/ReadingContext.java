package dev.quantloop.app.source;

import dev.quantloop.app.Directories;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/**
 * What readers may know of the world outside.
 *
 * @param environment the variables of the process
 * @param in standard input
 * @param chats renders chats, where there is a model with a template
 */
public record ReadingContext(
    Directories directories,
    Map<String, String> environment,
    InputStream in,
    Optional<ChatRenderer> chats) {

  public ReadingContext(Directories directories, Map<String, String> environment, InputStream in) {
    this(directories, environment, in, Optional.empty());
  }

  /** The same with a renderer of chats. */
  public ReadingContext withChats(ChatRenderer renderer) {
    return new ReadingContext(directories, environment, in, Optional.of(renderer));
  }
}
