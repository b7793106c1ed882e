package dev.quantloop.app.source;

import java.util.List;
import java.util.Map;

/** Makes text of a chat, as the model's template has it. */
@FunctionalInterface
public interface ChatRenderer {
  /**
   * The text, with the names of special tokens in it.
   *
   * @param messages the record's list of messages, in maps, lists, strings, numbers and booleans
   * @param record the whole record, which may also have tools
   * @throws BrokenRecordException when this chat can't be rendered, and others may
   * @throws dev.quantloop.app.UserException when none can be
   */
  String render(List<?> messages, Map<String, Object> record);
}
