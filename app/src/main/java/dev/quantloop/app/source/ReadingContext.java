package dev.quantloop.app.source;

import dev.quantloop.app.Directories;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What readers may know of the world outside.
 *
 * @param environment the variables of the process
 * @param in standard input
 * @param says shows a line of progress
 * @param chats renders chats, where there is a model with a template
 * @param vocabulary of the model, where there is one
 */
public record ReadingContext(
    Directories directories,
    Map<String, String> environment,
    InputStream in,
    Consumer<String> says,
    Optional<ChatRenderer> chats,
    Optional<TokenVocabulary> vocabulary) {

  /** Shows no progress. */
  public ReadingContext(Directories directories, Map<String, String> environment, InputStream in) {
    this(directories, environment, in, line -> {});
  }

  public ReadingContext(
      Directories directories,
      Map<String, String> environment,
      InputStream in,
      Consumer<String> says) {
    this(directories, environment, in, says, Optional.empty(), Optional.empty());
  }

  /** The same with a renderer of chats. */
  public ReadingContext withChats(ChatRenderer renderer) {
    return new ReadingContext(
        directories, environment, in, says, Optional.of(renderer), vocabulary);
  }

  /** The same with the vocabulary of a model. */
  public ReadingContext withVocabulary(TokenVocabulary known) {
    return new ReadingContext(directories, environment, in, says, chats, Optional.of(known));
  }
}
