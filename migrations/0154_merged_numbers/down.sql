-- Nothing to take back: a word too many finds somebody a little too often, and the next save of the actor writes its words anew.
SELECT 1;
