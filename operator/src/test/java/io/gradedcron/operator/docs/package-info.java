/** What holds the project's pages true: links, and the page that follows from the CRDs. */
package io.gradedcron.operator.docs;
