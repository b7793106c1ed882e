package dev.quantloop.app.source.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.source.BrokenRecordException;
import dev.quantloop.app.source.chat.ChatTemplate.SpecialTokens;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTemplateTest {
  private static final String PLAIN =
      "{{ bos_token }}{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}";
  private static final String PARTS =
      "{% for m in messages %}[{{ m.role }}]"
          + "{% for p in m.content %}({{ p.text }}){% endfor %}{% endfor %}";
  private static final String CALLS =
      "{% for m in messages %}{% for c in m.tool_calls or [] %}"
          + "{{ c.function.name }}:{{ ARGUMENTS }};{% endfor %}{% endfor %}";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'messages': [{'role': 'user', 'content': 'a'}, {'role': 'assistant', 'content': 'b'}]}",
        "{'messages': [{'from': 'human', 'value': 'a'}, {'from': 'gpt', 'value': 'b'}]}",
        "{'messages': [{'role': 'user', 'content': [{'type': 'text', 'text': 'a'}]},"
            + "{'role': 'model', 'content': 'b', 'tool_calls': null, 'name': null}]}"
      })
  void chatsOfAllFormsBecomeTheSameText(String record) {
    assertEquals("[user]a[assistant]b", template(PLAIN).render(messages(record), json(record)));
  }

  @Test
  void partsAreJoinedOrKeptAndTextsMadePartsAsTheTemplateHasThem() {
    String record =
        "{'messages': [{'role': 'user', 'content': [{'type': 'text', 'text': 'a'},"
            + " {'type': 'text', 'text': 'b'}]}, {'role': 'assistant', 'content': 'c'}]}";
    assertEquals("[user]a\nb[assistant]c", template(PLAIN).render(messages(record), json(record)));
    assertEquals(
        "[user](a)(b)[assistant](c)", template(PARTS).render(messages(record), json(record)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "c.function.arguments                      | f:{\"x\": 1};",
        "'' + c.function.arguments                 | f:{\"x\": 1};",
        "c.function.arguments @ tojson             | f:{\"x\": 1};",
        "c.function.arguments.items() @ list       | f:[['x', 1]];"
      })
  void argumentsAreObjectsOrJsonAsTheTemplateHasThem(String arguments, String expected) {
    ChatTemplate template = template(CALLS.replace("ARGUMENTS", arguments.replace('@', '|')));
    for (String given : List.of("{'x': 1}", "'{\\\"x\\\": 1}'")) {
      String record =
          "{'messages': [{'role': 'assistant', 'content': null, 'tool_calls': [{'function':"
              + " {'name': 'f', 'arguments': GIVEN}}]}]}".replace("GIVEN", given);
      assertEquals(expected, template.render(messages(record), json(record)));
    }
  }

  @Test
  void aCallMayBeAMessageOfItsOwn() {
    String record =
        "{'messages': [{'from': 'function_call', 'value':"
            + " '{\\\"name\\\": \\\"f\\\", \\\"arguments\\\": {\\\"x\\\": 1}}'}]}";
    ChatTemplate template = template(CALLS.replace("ARGUMENTS", "c.function.arguments | tojson"));
    assertEquals("f:{\"x\": 1};", template.render(messages(record), json(record)));
  }

  @Test
  void theSystemPromptMayStandBesideTheMessages() {
    String record = "{'system': 's', 'messages': [{'from': 'human', 'value': 'a'}]}";
    assertEquals("[system]s[user]a", template(PLAIN).render(messages(record), json(record)));
  }

  @Test
  void toolsTakeTheTemplateForTools() {
    Map<String, String> both = Map.of("default", PLAIN, "tool_use", "{{ tools[0].name }}");
    ChatTemplate template = new ChatTemplate("m", both, new SpecialTokens("", "", true));
    for (String tools : List.of("[{'name': 'f'}]", "'[{\\\"name\\\": \\\"f\\\"}]'")) {
      String record =
          "{'tools': %s, 'messages': [{'role': 'user', 'content': 'a'}]}".formatted(tools);
      assertEquals("f", template.render(messages(record), json(record)));
    }
    String record = "{'tools': [], 'messages': [{'role': 'user', 'content': 'a'}]}";
    assertEquals("[user]a", template.render(messages(record), json(record)));
  }

  @Test
  void theFirstTokenIsLeftOutWhereTheVocabularyAddsIt() {
    String record = "{'messages': [{'role': 'user', 'content': '<s>'}]}";
    Map<String, String> source = Map.of("default", PLAIN);
    ChatTemplate without = new ChatTemplate("m", source, new SpecialTokens("<s>", "", false));
    assertEquals("[user]<s>", template(PLAIN).render(messages(record), json(record)));
    assertEquals("<s>[user]<s>", without.render(messages(record), json(record)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]                                        | it has no messages",
        "['a']                                     | message 1 is not an object",
        "[{'content': 'a'}]                        | message 1 has no role",
        "[{'role': 'user', 'content': 3}]          | the content of message 1 is not text",
        "[{'role': 'user', 'content': [{'type': 'image', 'url': 'x'}]}]"
            + "                                    | message 1 has content that is not text: image",
        "[{'from': 'function_call', 'value': 'x'}] | message 1 is not a call in JSON",
        "[{'role': 'user', 'content': 'stop'}]     | the model's chat template refuses it: No!",
        "[{'role': 'user', 'content': 'add'}]      | the model's chat template can't render it:"
            + " can't compute a string + a number, line 1"
      })
  void whatCannotBeRenderedIsABrokenRecord(String messages, String reason) {
    String source =
        "{% for m in messages %}{% if m.content == 'stop' %}{{ raise_exception('No!') }}"
            + "{% elif m.content == 'add' %}{{ m.content + 1 }}{% endif %}{{ m.content }}{% endfor %}";
    String record = "{'messages': " + messages + "}";
    BrokenRecordException broken =
        assertThrows(
            BrokenRecordException.class,
            () -> template(source).render(messages(record), json(record)));
    assertEquals(reason, broken.getMessage());
  }

  @Test
  void aTemplateThatCannotBeRenderedIsNamedWithTheConstruct() {
    String record = "{'messages': [{'role': 'user', 'content': 'a'}]}";
    UserException refusal =
        assertThrows(
            UserException.class,
            () -> template("{% include 'x' %}").render(messages(record), json(record)));
    assertEquals(
        "the chat template of model.gguf can't be rendered: the tag 'include' is not supported,"
            + " line 1",
        refusal.getMessage());
  }

  @Test
  void theTemplateIsTheModels() throws Exception {
    Path file = directory.resolve("chat.gguf");
    new GgufWriter()
        .putText("general.architecture", "llama")
        .putText("tokenizer.chat_template", PLAIN + "{{ eos_token }}")
        .putTexts("tokenizer.ggml.tokens", List.of("a", "<s>", "</s>"))
        .putUint32("tokenizer.ggml.bos_token_id", 1)
        .putUint32("tokenizer.ggml.eos_token_id", 2)
        .write(file);
    String record = "{'messages': [{'role': 'user', 'content': 'a'}]}";
    ChatTemplate template = ChatTemplate.of(file, GgufFile.read(file));
    assertEquals("[user]a</s>", template.render(messages(record), json(record)));
  }

  private static ChatTemplate template(String source) {
    return new ChatTemplate(
        "model.gguf", Map.of("default", source), new SpecialTokens("<s>", "</s>", true));
  }

  private static Map<String, Object> json(String record) {
    return Json.parse(record.replace('\'', '"'));
  }

  private static List<?> messages(String record) {
    return (List<?>) json(record).get("messages");
  }
}
