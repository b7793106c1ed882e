package dev.quantloop.app.source.file;

import dev.quantloop.app.UserException;
import dev.quantloop.app.source.BrokenRecordException;
import dev.quantloop.app.source.ChatRenderer;
import dev.quantloop.app.source.SourceOption;
import dev.quantloop.app.source.SourceRecord;
import dev.quantloop.app.source.SourceSpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a record's text is.
 *
 * @param path names and numbers joined by dots
 * @param chats renders what is there; empty where it is text
 */
record RecordField(String path, Optional<ChatRenderer> chats) {
  private static final List<String> TEXTS = List.of("text", "content");
  private static final List<String> CHATS = List.of("messages", "conversations");

  /**
   * As the user says, or else as the first record shows.
   *
   * @throws UserException when nothing in it looks like a text
   */
  static RecordField of(SourceSpec spec, Optional<ChatRenderer> renderer, SourceRecord first) {
    Optional<String> messages = spec.option(SourceOption.MESSAGES);
    if (messages.isPresent()) {
      return chat(messages.get(), renderer, first);
    }
    Optional<String> field = spec.option(SourceOption.FIELD);
    if (field.isPresent()) {
      return new RecordField(field.get(), Optional.empty());
    }
    Map<String, Object> fields = first.fields();
    Optional<String> text = TEXTS.stream().filter(fields::containsKey).findFirst();
    if (text.isPresent()) {
      return new RecordField(text.get(), Optional.empty());
    }
    return CHATS.stream()
        .filter(name -> fields.get(name) instanceof List<?>)
        .findFirst()
        .map(name -> chat(name, renderer, first))
        .orElseThrow(
            () ->
                new UserException(
                    first.name()
                        + " has no field text or content; "
                        + "say which field is the text with ;field=NAME: "
                        + names(fields.keySet())));
  }

  private static RecordField chat(
      String path, Optional<ChatRenderer> renderer, SourceRecord first) {
    if (renderer.isEmpty()) {
      throw new UserException(
          "%s holds a chat (%s), which only a model's chat template makes a text of; this command renders none"
              .formatted(first.name(), path));
    }
    return new RecordField(path, renderer);
  }

  /**
   * Which columns of a table are needed for the text.
   *
   * @param name of the table, for messages
   * @throws UserException when the user names one that there is not
   */
  static List<String> columns(String name, SourceSpec spec, List<String> all) {
    Optional<String> field = spec.option(SourceOption.FIELD);
    if (spec.option(SourceOption.MESSAGES).isPresent()) {
      return all;
    } else if (field.isEmpty()) {
      return TEXTS.stream().filter(all::contains).findFirst().map(List::of).orElse(all);
    }
    String path = field.get() + ".";
    List<String> named = all.stream().filter(column -> path.startsWith(column + ".")).toList();
    if (named.isEmpty()) {
      throw new UserException(
          "no record of %s has the field %s; %s".formatted(name, field.get(), names(all)));
    }
    return named;
  }

  /** The fields of a record, for messages. */
  static String names(Collection<String> fields) {
    List<String> names = fields.stream().limit(20).toList();
    return names.isEmpty()
        ? "it has no fields"
        : "its fields are " + String.join(", ", names) + (fields.size() > 20 ? ", …" : "");
  }

  /**
   * The text; empty where the record has no such field.
   *
   * @throws BrokenRecordException when something else is there
   */
  Optional<String> text(SourceRecord record) {
    Object value = value(record.fields(), path);
    if (value == null) {
      return Optional.empty();
    } else if (chats.isPresent()) {
      if (value instanceof List<?> messages) {
        return Optional.of(chats.get().render(messages, record.fields()));
      }
      throw new BrokenRecordException(path + " is not a list of messages");
    } else if (value instanceof String text) {
      return Optional.of(text);
    }
    throw new BrokenRecordException(path + " is not text");
  }

  /** What is at a path; a name may itself have dots in it. */
  private static Object value(Object at, String path) {
    if (at instanceof Map<?, ?> map && map.containsKey(path)) {
      return map.get(path);
    }
    int dot = path.indexOf('.');
    Object next = step(at, dot < 0 ? path : path.substring(0, dot));
    return dot < 0 || next == null ? next : value(next, path.substring(dot + 1));
  }

  private static Object step(Object at, String name) {
    if (at instanceof Map<?, ?> map) {
      return map.get(name);
    } else if (at instanceof List<?> list && name.matches("[0-9]{1,9}")) {
      int index = Integer.parseInt(name);
      return index < list.size() ? list.get(index) : null;
    }
    return null;
  }
}
