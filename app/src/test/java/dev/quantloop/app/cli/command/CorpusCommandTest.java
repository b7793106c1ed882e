package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.cli.StageFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusCommandTest {
  private static final List<String> LANGUAGES = List.of("en", "de", "ja");
  private static final Map<String, List<String>> WORDS =
      Map.of(
          "en", List.of("the", "weights", "of", "a", "model", "are", "rounded", "with", "care"),
          "de", List.of("die", "Gewichte", "eines", "Modells", "werden", "sorgfältig", "gerundet"),
          "ja", List.of("重み", "は", "丁寧に", "丸め", "られる", "モデル", "の"));

  @TempDir Path home;

  @BeforeEach
  void writeThreeLanguages() throws IOException {
    for (String language : LANGUAGES) {
      Files.writeString(file(language), jsonl(language));
    }
  }

  private Path file(String language) {
    return home.resolve(language + ".jsonl");
  }

  private static String jsonl(String language) {
    Random random = new Random(language.hashCode());
    List<String> words = WORDS.get(language);
    return IntStream.range(0, 60)
        .mapToObj(
            i ->
                IntStream.range(0, 150)
                    .mapToObj(n -> words.get(random.nextInt(words.size())) + random.nextInt(100))
                    .collect(Collectors.joining(language.equals("ja") ? "" : " ")))
        .map(text -> "{\"text\": \"" + text + "\"}\n")
        .collect(Collectors.joining());
  }

  private Result corpus(String command, String... more) {
    List<String> words =
        new ArrayList<>(List.of("corpus", command, "-m", StageFiles.MODEL.toString()));
    LANGUAGES.forEach(language -> words.addAll(List.of("--source", source(language))));
    words.addAll(List.of(more));
    return new CliFixture(home).run(words.toArray(String[]::new));
  }

  private String source(String language) {
    return language + "=" + file(language);
  }

  @Test
  void everyChunkOfAMixHasOfEachSourceAThird() throws IOException {
    Path text = home.resolve("mix.txt");
    Path lines = home.resolve("mix.jsonl");
    Result built =
        corpus(
            "build", "--tokens", "10k", "--mix", "-o", "" + text, "--jsonl", "" + lines, "--json");
    assertEquals(0, built.code(), built.err());
    Map<String, Object> document = JSON.std.mapFrom(built.out());
    assertEquals(20, document.get("chunks"), "10,000 tokens are 20 chunks of 512");
    for (Object source : (List<?>) document.get("sources")) {
      for (String share : List.of("share", "least_share_in_chunk", "largest_share_in_chunk")) {
        double value = ((Number) ((Map<?, ?>) source).get(share)).doubleValue();
        assertEquals(1 / 3.0, value, 0.02, share + " of " + source);
      }
    }
    StringBuilder joined = new StringBuilder();
    for (String line : Files.readAllLines(lines)) {
      Map<String, Object> part = JSON.std.mapFrom(line);
      joined.append(part.get("text"));
      Map<?, ?> origin = (Map<?, ?>) ((List<?>) part.get("documents")).get(0);
      assertTrue(origin.get("name").toString().contains(part.get("source") + ".jsonl:"), line);
    }
    assertEquals(Files.readString(text), joined.toString());
  }

  @Test
  void theSameSeedBuildsTheSameCorpus() throws IOException {
    List<String> texts = new ArrayList<>();
    for (String seed : List.of("1", "1", "2")) {
      Path text = home.resolve("text.txt");
      Result built = corpus("build", "--tokens", "6k", "--seed", seed, "-o", "" + text);
      assertEquals(0, built.code(), built.err());
      texts.add(Files.readString(text));
    }
    assertEquals(texts.get(0), texts.get(1));
    assertFalse(texts.get(0).equals(texts.get(2)));
  }

  @Test
  void refusesMoreThanThereIsAndAnOutputThatIsASource() throws IOException {
    Path text = home.resolve("large.txt");
    Result large = corpus("build", "--tokens", "90M", "-o", "" + text);
    assertEquals(1, large.code());
    assertTrue(large.message().contains("with equal shares, but"), large.err());
    assertFalse(Files.exists(text));
    Result over = corpus("build", "-o", "" + file("de"));
    assertEquals(1, over.code());
    assertTrue(over.message().contains("is read by the same command"), over.err());
    assertEquals(jsonl("de"), Files.readString(file("de")));
  }

  @Test
  void saysWhyDocumentsThatRepeatEvaluationTextStay() throws IOException {
    String shared = "one two three four five six seven eight nine ten ".repeat(3);
    String text = Files.readString(file("en")).replace("{\"text\": \"", "{\"text\": \"" + shared);
    Files.writeString(file("en"), text);
    String own = corpus("report", "--eval-chunks", "6").out();
    assertTrue(own.contains("evaluation text and stay in it, being most of them"), own);
    String asked = corpus("report", "--eval-chunks", "6", "--keep-overlap").out();
    assertTrue(asked.contains("evaluation text and stay in it\n"), asked);
  }

  @Test
  void reportsCopiesOverlapAndScripts() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(file("en")));
    lines.add(lines.get(0));
    Files.write(file("en"), lines);
    Result report = corpus("report", "--eval-chunks", "6", "--json");
    assertEquals(0, report.code(), report.err());
    Map<?, ?> english =
        (Map<?, ?>) ((List<?>) JSON.std.mapFrom(report.out()).get("sources")).get(0);
    assertEquals(61, english.get("documents"));
    assertEquals(1, english.get("copies"));
    assertEquals(Map.of("latin", 1.0), english.get("scripts"));
    Map<?, ?> copy = (Map<?, ?>) ((List<?>) english.get("left_out")).get(0);
    assertTrue(copy.get("document").toString().endsWith("en.jsonl:61"), copy.toString());
    assertTrue(copy.get("reason").toString().startsWith("the same text as "), copy.toString());
    Result table = corpus("report", "--eval-chunks", "6");
    assertTrue(table.out().contains("latin 100 %"), table.out());
    assertTrue(table.out().contains("en: 1 document is the same as an earlier one"), table.out());
  }
}
