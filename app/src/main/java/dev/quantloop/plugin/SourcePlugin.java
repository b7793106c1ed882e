package dev.quantloop.plugin;

import java.util.Map;
import java.util.stream.Stream;

/**
 * Gives the texts of a source that is written {@code NAME=plugin:PLUGIN}. Found by {@link
 * java.util.ServiceLoader}, so an implementation has a public constructor without parameters.
 *
 * <p>Its methods are called by one thread. A plugin that gives nothing for a minute (the source's
 * {@code timeout}), throws, or ends before it has given as many documents as were asked for fails
 * the command that reads it.
 */
public interface SourcePlugin {
  /** What follows {@code plugin:} where the plugin is asked for; unique among the plugins. */
  String name();

  /**
   * The documents, in an order that is the same each time, and no more of them made than are taken.
   *
   * @param language which texts are wanted, as written after {@code langs=}; "" where none is given
   * @param samples how many documents at most; {@code Long.MAX_VALUE} where no number is given
   * @param skip how many documents to leave out at the beginning
   * @param options the words {@code KEY=VALUE} that follow the plugin's name
   * @return records as a line of JSONL holds them: each with a {@code text} (or what the source's
   *     {@code field} names), or with {@code messages}, a list of maps with {@code role} and {@code
   *     content}; closed when no more are wanted
   * @throws Exception whose message is shown to the user
   */
  Stream<Map<String, Object>> documents(
      String language, long samples, long skip, Map<String, String> options) throws Exception;
}
