package dev.quantloop.app.corpus;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The text that tokens stand for, and where in it each of them begins.
 *
 * @param starts for each token the number of characters (code points) before it; a character that
 *     is spread over several tokens begins with each of them
 */
public record TokenText(String text, List<Integer> starts) {
  public TokenText {
    starts = List.copyOf(starts);
  }

  /**
   * Joins the tokens' bytes before it decodes them, for a token may hold a part of a character;
   * what is no UTF-8 even so becomes U+FFFD.
   */
  public static TokenText of(List<byte[]> pieces) {
    int bytes = pieces.stream().mapToInt(piece -> piece.length).sum();
    ByteBuffer undecoded = ByteBuffer.allocate(bytes);
    CharBuffer text = CharBuffer.allocate(bytes + 1);
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    List<Integer> starts = new ArrayList<>();
    int characters = 0;
    for (byte[] piece : pieces) {
      starts.add(characters);
      int before = text.position();
      undecoded.put(piece).flip();
      decoder.decode(undecoded, text, false);
      undecoded.compact();
      characters += Character.codePointCount(text.array(), before, text.position() - before);
    }
    decoder.decode(undecoded.flip(), text, true);
    decoder.flush(text);
    return new TokenText(text.flip().toString(), starts);
  }
}
