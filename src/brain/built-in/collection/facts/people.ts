/** Well-known people of the past: name; other names; born and died; what they are known for, fit to follow "was". */
export const people = `
Albert Einstein; einstein; 1879 Ulm, Germany; 1955; a physicist, born in Germany, who developed the theory of relativity
Isaac Newton; newton; 1643 Woolsthorpe, England; 1727; an English scientist who described gravity and the laws of motion
Galileo Galilei; galileo; 1564 Pisa, Italy; 1642; an Italian astronomer who turned the telescope to the sky and saw Jupiter's moons
Nicolaus Copernicus; copernicus; 1473 Torun, Poland; 1543; an astronomer who put the sun, not the earth, in the middle
Johannes Kepler; kepler; 1571 Weil der Stadt, Germany; 1630; an astronomer who found that planets move in ellipses
Marie Curie; madame curie; 1867 Warsaw, Poland; 1934; a physicist and chemist, born in Poland, who discovered radium and won two Nobel Prizes
Charles Darwin; darwin; 1809 Shrewsbury, England; 1882; an English naturalist who explained evolution by natural selection
Gregor Mendel; mendel; 1822 Heinzendorf, in today's Czech Republic; 1884; a monk who found the laws of heredity with peas
Louis Pasteur; pasteur; 1822 Dole, France; 1895; a French scientist who showed that germs cause illness and spoilage
Alexander Fleming; ; 1881 Scotland; 1955; a Scottish doctor who discovered penicillin
Thomas Edison; edison; 1847 Milan, Ohio; 1931; an American inventor of the phonograph who made the light bulb practical
Nikola Tesla; tesla; 1856 Smiljan, in today's Croatia; 1943; an inventor who made alternating current practical
Alexander Graham Bell; graham bell; 1847 Edinburgh, Scotland; 1922; an inventor who patented the telephone
Johannes Gutenberg; gutenberg; ; 1468; the man who brought printing with movable type to Europe
Alan Turing; turing; 1912 London, England; 1954; an English mathematician, a father of computing, who helped to break the Enigma code
Ada Lovelace; lovelace; 1815 London, England; 1852; an English mathematician, often called the first programmer
Stephen Hawking; hawking; 1942 Oxford, England; 2018; an English physicist known for his work on black holes
Sigmund Freud; freud; 1856 Freiberg, in today's Czech Republic; 1939; an Austrian doctor who founded psychoanalysis
Archimedes; ; ; ; a Greek mathematician and inventor of Syracuse, who is said to have cried Eureka in his bath
Pythagoras; ; ; ; a Greek thinker known for the theorem about right triangles
Socrates; ; ; ; a Greek philosopher of Athens, the teacher of Plato, who was condemned to drink poison
Plato; ; ; ; a Greek philosopher, pupil of Socrates and teacher of Aristotle
Aristotle; ; ; ; a Greek philosopher, pupil of Plato and teacher of Alexander the Great
Hippocrates; ; ; ; a Greek doctor, called the father of medicine
Confucius; ; ; ; a Chinese thinker whose teachings shaped East Asia
Immanuel Kant; kant; 1724 Koenigsberg, Prussia; 1804; a German philosopher who wrote the Critique of Pure Reason
Friedrich Nietzsche; nietzsche; 1844 Roecken, Germany; 1900; a German philosopher who wrote Thus Spoke Zarathustra
Karl Marx; marx; 1818 Trier, Germany; 1883; a German thinker who wrote Das Kapital
Rene Descartes; descartes; 1596 La Haye, France; 1650; a French philosopher who wrote: I think, therefore I am
William Shakespeare; shakespeare; 1564 Stratford, England; 1616; an English poet and playwright who wrote Hamlet and Romeo and Juliet
Jane Austen; austen; 1775 Steventon, England; 1817; an English novelist who wrote Pride and Prejudice
Charles Dickens; dickens; 1812 Portsmouth, England; 1870; an English novelist who wrote Oliver Twist and A Christmas Carol
Mark Twain; twain; 1835 Florida, Missouri; 1910; an American writer who wrote Tom Sawyer and Huckleberry Finn
Ernest Hemingway; hemingway; 1899 Oak Park, Illinois; 1961; an American writer who wrote The Old Man and the Sea
Agatha Christie; ; 1890 Torquay, England; 1976; an English crime writer who invented Hercule Poirot and Miss Marple
Arthur Conan Doyle; conan doyle; 1859 Edinburgh, Scotland; 1930; a writer and doctor who invented Sherlock Holmes
Oscar Wilde; ; 1854 Dublin, Ireland; 1900; an Irish writer who wrote The Picture of Dorian Gray
George Orwell; orwell; 1903 Motihari, India; 1950; an English writer who wrote 1984 and Animal Farm
Johann Wolfgang von Goethe; goethe; 1749 Frankfurt, Germany; 1832; a German poet who wrote Faust
Leo Tolstoy; tolstoy; 1828 Yasnaya Polyana, Russia; 1910; a Russian writer who wrote War and Peace
Franz Kafka; kafka; 1883 Prague; 1924; a writer from Prague who wrote The Metamorphosis
Hans Christian Andersen; ; 1805 Odense, Denmark; 1875; a Danish writer of fairy tales such as The Little Mermaid
Anne Frank; ; 1929 Frankfurt, Germany; 1945; a Jewish girl who wrote a diary while hiding from the Nazis in Amsterdam
Homer; ; ; ; the poet to whom the Greeks gave the Iliad and the Odyssey
Edgar Allan Poe; poe; 1809 Boston, Massachusetts; 1849; an American writer of dark tales and poems such as The Raven
Leonardo da Vinci; leonardo; 1452 Vinci, Italy; 1519; an Italian painter and inventor who painted the Mona Lisa
Michelangelo; ; 1475 Caprese, Italy; 1564; an Italian artist who made the David and painted the Sistine Chapel
Rembrandt; ; 1606 Leiden, the Netherlands; 1669; a Dutch painter who painted The Night Watch
Vincent van Gogh; van gogh; 1853 Zundert, the Netherlands; 1890; a Dutch painter who painted The Starry Night and Sunflowers
Claude Monet; monet; 1840 Paris, France; 1926; a French painter, a founder of Impressionism, known for his Water Lilies
Pablo Picasso; picasso; 1881 Malaga, Spain; 1973; a Spanish painter, a founder of Cubism, who painted Guernica
Salvador Dali; dali; 1904 Figueres, Spain; 1989; a Spanish surrealist who painted melting clocks
Frida Kahlo; kahlo; 1907 Coyoacan, Mexico; 1954; a Mexican painter known for her self-portraits
Andy Warhol; warhol; 1928 Pittsburgh, Pennsylvania; 1987; an American pop artist who painted soup cans and Marilyn Monroe
Wolfgang Amadeus Mozart; mozart; 1756 Salzburg, Austria; 1791; an Austrian composer who wrote The Magic Flute
Ludwig van Beethoven; beethoven; 1770 Bonn, Germany; 1827; a German composer who wrote nine symphonies and went deaf
Johann Sebastian Bach; bach; 1685 Eisenach, Germany; 1750; a German composer of the Baroque, who wrote the Brandenburg Concertos
Antonio Vivaldi; vivaldi; 1678 Venice, Italy; 1741; an Italian composer who wrote The Four Seasons
Frederic Chopin; chopin; 1810 Zelazowa Wola, Poland; 1849; a Polish composer and pianist
Pyotr Ilyich Tchaikovsky; tchaikovsky; 1840 Votkinsk, Russia; 1893; a Russian composer who wrote Swan Lake and The Nutcracker
Elvis Presley; elvis; 1935 Tupelo, Mississippi; 1977; an American singer, called the King of Rock and Roll
John Lennon; lennon; 1940 Liverpool, England; 1980; an English singer and songwriter of the Beatles
Michael Jackson; ; 1958 Gary, Indiana; 2009; an American singer, called the King of Pop
Freddie Mercury; ; 1946 Zanzibar; 1991; the singer of the band Queen
Charlie Chaplin; chaplin; 1889 London, England; 1977; an English comedian of the silent film, known as the Tramp
Marilyn Monroe; ; 1926 Los Angeles, California; 1962; an American film star of the nineteen fifties
Walt Disney; ; 1901 Chicago, Illinois; 1966; an American film maker who created Mickey Mouse with Ub Iwerks
Alfred Hitchcock; hitchcock; 1899 London, England; 1980; an English film director who made Psycho and The Birds
Julius Caesar; caesar; ; ; a Roman general and dictator who was killed in 44 before Christ
Cleopatra; ; ; ; the last queen of ancient Egypt, loved by Caesar and Mark Antony
Alexander the Great; ; ; ; a king of Macedon who conquered the Persian Empire before he was thirty
Augustus; ; ; ; the first Roman emperor
Nero; ; ; ; a Roman emperor, known for his cruelty, in whose time Rome burned
Tutankhamun; king tut; ; ; a young king of Egypt whose tomb was found almost untouched
Genghis Khan; ; ; 1227; the founder of the Mongol Empire
Marco Polo; ; 1254 Venice, Italy; 1324; a Venetian merchant who traveled to China
Christopher Columbus; columbus; 1451 Genoa, Italy; 1506; a sailor from Genoa who reached America for Spain in 1492
Ferdinand Magellan; magellan; ; 1521; a Portuguese sailor whose expedition was the first around the world
James Cook; captain cook; 1728 Marton, England; 1779; an English captain who charted the Pacific
Joan of Arc; ; ; 1431; a French girl who led an army against the English and was burned at the stake
Martin Luther; ; 1483 Eisleben, Germany; 1546; a German monk who began the Reformation
Henry the Eighth; henry eighth,king henry eighth,henry viii; 1491 Greenwich, England; 1547; a king of England who had six wives and broke with the Pope
Elizabeth the First; queen elizabeth first,elizabeth first; 1533 Greenwich, England; 1603; a queen of England, in whose time Shakespeare wrote
Louis the Fourteenth; louis fourteenth,louis xiv; 1638; 1715; a king of France, called the Sun King, who built Versailles
Marie Antoinette; ; 1755 Vienna, Austria; 1793; the queen of France who was beheaded in the Revolution
Napoleon Bonaparte; napoleon; 1769 Ajaccio, Corsica; 1821; a French general who became emperor and was beaten at Waterloo
Queen Victoria; ; 1819 London, England; 1901; a queen of Britain for more than 63 years
Otto von Bismarck; bismarck; 1815 Schoenhausen, Germany; 1898; the chancellor who united Germany in 1871
George Washington; ; 1732 Virginia; 1799; the first president of the United States
Benjamin Franklin; ben franklin; 1706 Boston, Massachusetts; 1790; an American statesman and scientist who invented the lightning rod
Thomas Jefferson; ; 1743 Virginia; 1826; the main author of the Declaration of Independence and third president of the United States
Abraham Lincoln; lincoln; 1809 Kentucky; 1865; the president of the United States in the Civil War, who ended slavery
John F. Kennedy; john kennedy,jfk,kennedy; 1917 Brookline, Massachusetts; 1963; a president of the United States, shot in Dallas in 1963
Martin Luther King; martin luther king junior,martin luther king jr,mlk; 1929 Atlanta, Georgia; 1968; an American pastor who led the fight for civil rights and said: I have a dream
Rosa Parks; ; 1913 Tuskegee, Alabama; 2005; an American who would not give up her seat on a bus, and so set off the Montgomery boycott
Winston Churchill; churchill; 1874 Woodstock, England; 1965; the British prime minister in the Second World War
Mahatma Gandhi; gandhi; 1869 Porbandar, India; 1948; an Indian leader who won independence without violence
Nelson Mandela; mandela; 1918 Mvezo, South Africa; 2013; the first black president of South Africa, after 27 years in prison
Mother Teresa; ; 1910 Skopje; 1997; a nun who cared for the poor in Calcutta
Florence Nightingale; nightingale; 1820 Florence, Italy; 1910; an English nurse who founded modern nursing
Princess Diana; lady di,diana; 1961 Sandringham, England; 1997; the first wife of Charles, then Prince of Wales
Neil Armstrong; ; 1930 Wapakoneta, Ohio; 2012; the first man on the moon
Yuri Gagarin; gagarin; 1934 Klushino, Russia; 1968; the first man in space
Amelia Earhart; ; 1897 Atchison, Kansas; ; the first woman to fly alone across the Atlantic, who was lost over the Pacific in 1937
Charles Lindbergh; lindbergh; 1902 Detroit, Michigan; 1974; the first to fly alone across the Atlantic without a stop
Muhammad Ali; ; 1942 Louisville, Kentucky; 2016; an American boxer, three times heavyweight champion
Pele; ; 1940 Tres Coracoes, Brazil; 2022; a Brazilian footballer who won three World Cups
Diego Maradona; maradona; 1960 Lanus, Argentina; 2020; an Argentine footballer who won the World Cup of 1986
Steve Jobs; ; 1955 San Francisco, California; 2011; an American who founded Apple with Steve Wozniak
Alfred Nobel; nobel; 1833 Stockholm, Sweden; 1896; a Swedish chemist who invented dynamite and founded the Nobel Prize
Bob Marley; ; 1945 Nine Mile, Jamaica; 1981; a Jamaican singer of reggae
Robin Hood; ; ; ; an outlaw of English legend who took from the rich and gave to the poor
King Arthur; ; ; ; a king of British legend, with the Knights of the Round Table
William Tell; ; ; ; a hero of Swiss legend who shot an apple from his son's head
`
