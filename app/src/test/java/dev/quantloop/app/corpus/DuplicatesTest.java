package dev.quantloop.app.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DuplicatesTest {
  @Test
  void findsTheSameTextAgain() {
    Duplicates.Match[] matches =
        Duplicates.of(List.of(document("one"), document("two"), document("one")));
    assertNull(matches[0]);
    assertNull(matches[1]);
    assertEquals(new Duplicates.Match(0, 1), matches[2]);
  }

  @Test
  void findsATextInWhichAFewWordsWereChanged() {
    List<String> words = words(1, 600);
    List<ReadDocument> documents = new ArrayList<>();
    for (int i = 2; i < 40; i++) {
      documents.add(document(String.join(" ", words(i, 600))));
    }
    documents.add(document(String.join(" ", words)));
    words.set(100, "other");
    words.set(400, "words");
    documents.add(document("  " + String.join("\n", words).toUpperCase() + "!"));
    Duplicates.Match[] matches = Duplicates.of(documents);
    int last = matches.length - 1;
    assertEquals(last - 1, matches[last].earlier());
    assertTrue(!matches[last].exact());
    for (int i = 0; i < last; i++) {
      assertNull(matches[i], "document " + i + " is like no other");
    }
  }

  @Test
  void estimatesTheSimilarityOfTheSetsOfFiveWords() {
    for (int changed : new int[] {0, 5, 20, 60}) {
      List<String> a = words(7, 2000);
      List<String> b = new ArrayList<>(a);
      Random random = new Random(changed);
      for (int i = 0; i < changed; i++) {
        b.set(random.nextInt(b.size()), "changed" + i);
      }
      Set<String> both = grams(a);
      both.retainAll(grams(b));
      Set<String> either = grams(a);
      either.addAll(grams(b));
      double exact = (double) both.size() / either.size();
      double estimated = MinHash.similarity(signature(a), signature(b));
      assertEquals(exact, estimated, 0.135, "three standard deviations");
    }
  }

  @Test
  void charactersAreWordsWhereThereAreNoBlanks() {
    String text = "量子化は重みを少ない桁で表すことである。".repeat(1) + "誤差は必ず残るが、配分は選べる。重要度行列がそれを助ける。";
    assertEquals(1, MinHash.similarity(signature(text), signature("「" + text + "」")));
  }

  @Test
  void aFewWordsHaveNoSignature() {
    assertNull(signature("These few words are everywhere."));
  }

  private static ReadDocument document(String text) {
    TextFacts facts = new TextFacts(new long[200]);
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    facts.accept(utf8, 0, utf8.length);
    return new ReadDocument("", facts.sha256(), utf8.length, 0, 1, facts.signature());
  }

  private static int[] signature(List<String> words) {
    return signature(String.join(" ", words));
  }

  private static int[] signature(String text) {
    return document(text).signature();
  }

  private static List<String> words(int seed, int count) {
    Random random = new Random(seed);
    return IntStream.range(0, count)
        .mapToObj(i -> "w" + random.nextInt(300))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static Set<String> grams(List<String> words) {
    return IntStream.range(0, words.size() - 4)
        .mapToObj(i -> String.join(" ", words.subList(i, i + 5)))
        .collect(Collectors.toCollection(HashSet::new));
  }
}
