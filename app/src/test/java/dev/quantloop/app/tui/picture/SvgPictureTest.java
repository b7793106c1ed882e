package dev.quantloop.app.tui.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.grid.Style;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class SvgPictureTest {
  private static Document drawn(String text, Style style) throws Exception {
    Grid grid = new Grid(10, 1);
    grid.canvas().text(0, 0, text, style);
    byte[] svg = SvgPicture.of(grid).getBytes(StandardCharsets.UTF_8);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg));
  }

  private static Element only(Document document, String name) {
    assertEquals(1, document.getElementsByTagName(name).getLength(), name);
    return (Element) document.getElementsByTagName(name).item(0);
  }

  @Test
  void putsEachLetterAtItsColumn() throws Exception {
    Element text = only(drawn("a <", Style.of(Color.GREEN)), "text");
    assertEquals("a<", text.getTextContent());
    assertEquals("10.0 26.8", text.getAttribute("x"));
    assertEquals("#98c379", text.getAttribute("fill"));
  }

  @Test
  void drawsLinesDotsAndBlocksAsShapes() throws Exception {
    Document document = drawn("│⠃▄▒", Style.PLAIN);
    assertEquals(0, document.getElementsByTagName("text").getLength());
    assertEquals("M10.0 10.0m4.2 0v18.0", only(document, "path").getAttribute("d"));
    assertEquals(2, document.getElementsByTagName("circle").getLength());
    Element half = (Element) document.getElementsByTagName("rect").item(1);
    assertEquals("9.0", half.getAttribute("height"));
    Element shade = (Element) document.getElementsByTagName("rect").item(2);
    assertEquals("0.50", shade.getAttribute("fill-opacity"));
  }

  @Test
  void swapsTheColoursOfReversedCells() throws Exception {
    Document document = drawn("x", Style.REVERSED);
    assertEquals(
        "#d6d8dd", ((Element) document.getElementsByTagName("rect").item(1)).getAttribute("fill"));
    assertTrue(only(document, "text").getAttribute("fill").startsWith("#1b"));
  }
}
