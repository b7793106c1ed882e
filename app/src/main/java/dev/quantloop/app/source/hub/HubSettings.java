package dev.quantloop.app.source.hub;

import dev.quantloop.app.UserException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the hub is and how to speak to it.
 *
 * @param server of rows; {@code QUANTLOOP_DATASET_SERVER}
 * @param hub that has the files; {@code HF_ENDPOINT}
 * @param token of the user, which only these two are told; {@code HF_TOKEN}
 * @param offline uses the cache alone; {@code HF_HUB_OFFLINE}
 * @param proxies by the variables that curl reads
 * @param cache directory for all datasets
 * @param patience how long to wait in all for a server that is busy or fails
 */
record HubSettings(
    URI server,
    URI hub,
    Optional<String> token,
    boolean offline,
    ProxySettings proxies,
    Path cache,
    Duration patience) {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Pattern TRUE = Pattern.compile("(?i)1|on|yes|true");

  static HubSettings of(Map<String, String> environment, Path cache) {
    return new HubSettings(
        address(environment, "QUANTLOOP_DATASET_SERVER", "https://datasets-server.huggingface.co"),
        address(environment, "HF_ENDPOINT", "https://huggingface.co"),
        token(environment),
        TRUE.matcher(environment.getOrDefault("HF_HUB_OFFLINE", "")).matches(),
        ProxySettings.of(environment),
        cache.resolve("hub"),
        PATIENCE);
  }

  HubSettings withPatience(Duration other) {
    return new HubSettings(server, hub, token, offline, proxies, cache, other);
  }

  /** Whether the token may be sent there. */
  boolean isTrusted(URI address) {
    return isSameServer(address, server) || isSameServer(address, hub);
  }

  private static boolean isSameServer(URI one, URI other) {
    return one.getScheme().equals(other.getScheme())
        && one.getAuthority().equalsIgnoreCase(other.getAuthority());
  }

  private static Optional<String> token(Map<String, String> environment) {
    Optional<String> token =
        Optional.ofNullable(environment.get("HF_TOKEN"))
            .map(String::strip)
            .filter(word -> !word.isEmpty());
    if (token.isPresent() && !token.get().matches("[!-~]+")) {
      throw new UserException("HF_TOKEN is not a token: it has blanks or other characters in it");
    }
    return token;
  }

  static URI address(Map<String, String> environment, String variable, String otherwise) {
    String text = environment.getOrDefault(variable, "").strip();
    String address = text.isEmpty() ? otherwise : text;
    try {
      URI uri = URI.create(address.replaceAll("/+$", ""));
      if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?")) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Told below, without what may be a password in it.
    }
    throw new UserException(
        variable + " is not an address of the form http://HOST[:PORT] or https://HOST[:PORT]");
  }
}
