/** Support for the tests of all modules: fixtures that others wrote, writers of new tables, and what every table format has to fulfil. */
@NullMarked
package io.lakegate.adapters.testing;

import org.jspecify.annotations.NullMarked;
