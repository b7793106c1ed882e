package dev.quantloop.app.source.hub;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.app.FailureMessage;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.util.Map;
import java.util.Optional;

/** What a server has answered, whole. */
record HubAnswer(int status, HttpHeaders headers, byte[] body) {
  private static final int SHOWN_ERROR = 200;

  // Documents may be longer than the 20 million characters that Jackson allows otherwise.
  private static final JSON PARSER =
      JSON.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .build())
          .build();

  boolean isOk() {
    return status / 100 == 2;
  }

  Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  /**
   * The object that the body is.
   *
   * @throws IOException when it is none, or a part of one
   */
  Map<String, Object> json() throws IOException {
    return json(body);
  }

  static Map<String, Object> json(byte[] body) throws IOException {
    try (JsonParser parser = PARSER.createParser(body)) {
      Map<String, Object> object = PARSER.mapFrom(parser);
      if (object == null || parser.nextToken() != null) {
        throw new IOException("the answer is not a JSON object");
      }
      return object;
    }
  }

  /** What the server says went wrong, in one line; "" where it says nothing. */
  String error() {
    try {
      String text = FailureMessage.oneLine(String.valueOf(json().getOrDefault("error", "")));
      return text.length() > SHOWN_ERROR ? text.substring(0, SHOWN_ERROR) + "…" : text;
    } catch (IOException e) {
      return "";
    }
  }
}
