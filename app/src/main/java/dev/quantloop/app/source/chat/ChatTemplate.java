package dev.quantloop.app.source.chat;

import dev.quantloop.app.UserException;
import dev.quantloop.app.source.ChatRenderer;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufMetadata;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * The chat template of a model. Chats with tools take the template for these where the model has
 * one. The present is the same day for all, so that a corpus is the same tomorrow, and no answer is
 * begun at the end. A vocabulary that begins each text with a token of its own (BOS) would put it
 * before the one that the template writes, which is therefore left out. Thread-safe; nothing of a
 * template is looked at before the first chat.
 */
public final class ChatTemplate implements ChatRenderer {
  private static final String KEY = "tokenizer.chat_template";
  private static final String DEFAULT = "default";
  private static final String FOR_TOOLS = "tool_use";

  private final String model;
  private final Map<String, String> sources;
  private final SpecialTokens special;
  private final Map<String, ParsedTemplate> parsed = new HashMap<>();

  /**
   * What a template writes for the ends of a text.
   *
   * @param addsBos whether the vocabulary puts the first before each text by itself
   */
  record SpecialTokens(String bos, String eos, boolean addsBos) {
    Map<String, Object> names() {
      return Map.of("bos_token", bos, "eos_token", eos);
    }

    String withoutBos(String text) {
      boolean twice = addsBos && !bos.isEmpty() && text.startsWith(bos);
      return twice ? text.substring(bos.length()) : text;
    }
  }

  /**
   * @param model its name, for messages
   * @param sources templates by their names, of which "default" is the usual one
   */
  ChatTemplate(String model, Map<String, String> sources, SpecialTokens special) {
    this.model = model;
    this.sources = Map.copyOf(sources);
    this.special = special;
  }

  /**
   * Of a model's file.
   *
   * @throws UserException where there is none in it
   */
  public static ChatTemplate of(Path model, GgufFile header) {
    GgufMetadata metadata = header.metadata();
    Map<String, String> sources =
        metadata.values().keySet().stream()
            .filter(key -> key.equals(KEY) || key.startsWith(KEY + "."))
            .filter(key -> metadata.text(key).isPresent())
            .collect(
                Collectors.toMap(
                    key -> key.equals(KEY) ? DEFAULT : key.substring(KEY.length() + 1),
                    key -> metadata.text(key).orElseThrow()));
    if (sources.isEmpty()) {
      throw new UserException(
          "%s has no chat template (%s), which chats need; give texts, or a model that has one"
              .formatted(model, KEY));
    }
    List<String> tokens =
        metadata.sequence("tokenizer.ggml.tokens").map(header::strings).orElse(List.of());
    SpecialTokens special =
        new SpecialTokens(
            token(tokens, metadata.whole("tokenizer.ggml.bos_token_id")),
            token(tokens, metadata.whole("tokenizer.ggml.eos_token_id")),
            metadata.truth("tokenizer.ggml.add_bos_token", true));
    return new ChatTemplate(model.toString(), sources, special);
  }

  private static String token(List<String> tokens, OptionalLong id) {
    long index = id.orElse(-1);
    return index >= 0 && index < tokens.size() ? tokens.get((int) index) : "";
  }

  @Override
  public String render(List<?> messages, Map<String, Object> record) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("add_generation_prompt", false);
    if (record.get("chat_template_kwargs") instanceof Map<?, ?> more) {
      more.forEach((name, value) -> values.put(name.toString(), value));
    }
    if (record.get("documents") instanceof List<?> documents) {
      values.put("documents", documents);
    }
    List<?> tools = ChatMessages.tools(record.get("tools"));
    if (!tools.isEmpty()) {
      values.put("tools", tools);
    }
    ParsedTemplate template = template(!tools.isEmpty());
    List<Map<String, Object>> plain = ChatMessages.of(messages, record);
    values.put("messages", ChatMessages.inForm(plain, template.form()));
    return special.withoutBos(template.render(values));
  }

  private synchronized ParsedTemplate template(boolean withTools) {
    String name = withTools && sources.containsKey(FOR_TOOLS) ? FOR_TOOLS : DEFAULT;
    String source = sources.get(name);
    if (source == null) {
      throw new UserException(
          "%s has chat templates for other chats only: %s"
              .formatted(model, String.join(", ", sources.keySet().stream().sorted().toList())));
    }
    String shown = name.equals(DEFAULT) ? model : model + " (" + name + ")";
    return parsed.computeIfAbsent(
        name, unused -> new ParsedTemplate(shown, source, special.names()));
  }
}
