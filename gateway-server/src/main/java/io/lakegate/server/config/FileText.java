package io.lakegate.server.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The text of a small file, or a reason why there is none that can be put into a message. */
final class FileText {
    private FileText() {}

    static String read(Path file) throws BadValue {
        if (Files.isDirectory(file)) {
            throw new BadValue("it is a folder");
        }
        if (!Files.exists(file)) {
            throw new BadValue("it does not exist, or its folder may not be opened");
        }
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new BadValue("it is not UTF-8 text");
        } catch (AccessDeniedException e) {
            throw new BadValue("the gateway has no permission");
        } catch (IOException e) {
            // The name alone: messages of the file system may repeat paths or content.
            throw new BadValue(e.getClass().getSimpleName());
        }
    }
}
