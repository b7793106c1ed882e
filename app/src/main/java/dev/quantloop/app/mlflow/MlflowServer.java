package dev.quantloop.app.mlflow;

import dev.quantloop.app.UsageException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Where an MLflow server is, and how it is asked.
 *
 * @param address without a slash at its end, and without a name and a password
 * @param authorization the header's value, where there is one
 */
public record MlflowServer(URI address, Optional<String> authorization) {
  /** The variable that names the server where the command line does not. */
  public static final String ADDRESS = "MLFLOW_TRACKING_URI";

  /**
   * By the variables that MLflow's own client reads.
   *
   * @param given as it was typed; empty for what the environment says
   */
  public static MlflowServer of(String given, Map<String, String> environment) {
    String text = given.isEmpty() ? environment.getOrDefault(ADDRESS, "") : given;
    if (text.isEmpty()) {
      throw new UsageException("--mlflow takes the address of a server, or " + ADDRESS + " has it");
    }
    URI address = parse(text);
    return new MlflowServer(plain(address), authorization(address, environment));
  }

  private static URI parse(String text) {
    try {
      URI address = new URI(text);
      if (address.getHost() != null
          && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
        return address;
      }
    } catch (URISyntaxException e) {
      // As below.
    }
    throw new UsageException(
        "an MLflow server has an address like http://localhost:5000, not " + text);
  }

  private static URI plain(URI address) {
    String host = address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort());
    String path = Optional.ofNullable(address.getRawPath()).orElse("").replaceFirst("/+$", "");
    return URI.create(address.getScheme() + "://" + host + path);
  }

  private static Optional<String> authorization(URI address, Map<String, String> environment) {
    String user = environment.getOrDefault("MLFLOW_TRACKING_USERNAME", "");
    String password = environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
    String token = environment.getOrDefault("MLFLOW_TRACKING_TOKEN", "");
    if (address.getUserInfo() != null) {
      return Optional.of(basic(address.getUserInfo()));
    } else if (!user.isEmpty() && !password.isEmpty()) {
      return Optional.of(basic(user + ":" + password));
    }
    return token.isEmpty() ? Optional.empty() : Optional.of("Bearer " + token);
  }

  private static String basic(String userAndPassword) {
    return "Basic "
        + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @param path of the interface, from {@code /api} on
   */
  URI at(String path) {
    return URI.create(address + path);
  }
}
