/** Works and who made them: maker; kind: title, title. The kind is fit to follow "is". */
export const works = `
William Shakespeare; a play: Hamlet, Macbeth, Romeo and Juliet, Othello, King Lear, A Midsummer Night's Dream, The Tempest, Twelfth Night, The Merchant of Venice, Julius Caesar, Much Ado About Nothing, As You Like It, The Taming of the Shrew, Richard the Third
Jane Austen; a novel: Pride and Prejudice, Sense and Sensibility, Emma, Persuasion, Mansfield Park
Charles Dickens; a book: Oliver Twist, A Christmas Carol, David Copperfield, Great Expectations, A Tale of Two Cities
Mark Twain; a book: Tom Sawyer, Huckleberry Finn, The Prince and the Pauper
Ernest Hemingway; a book: The Old Man and the Sea, A Farewell to Arms, For Whom the Bell Tolls, The Sun Also Rises
F. Scott Fitzgerald; a novel: The Great Gatsby
Harper Lee; a novel: To Kill a Mockingbird
J. D. Salinger; a novel: The Catcher in the Rye
John Steinbeck; a book: The Grapes of Wrath, Of Mice and Men, East of Eden
Herman Melville; a novel: Moby Dick
Nathaniel Hawthorne; a novel: The Scarlet Letter
Louisa May Alcott; a novel: Little Women
Edgar Allan Poe; a work: The Raven, The Tell-Tale Heart, The Fall of the House of Usher
George Orwell; a novel: 1984, Animal Farm
Aldous Huxley; a novel: Brave New World
William Golding; a novel: Lord of the Flies
Ray Bradbury; a novel: Fahrenheit 451
J. R. R. Tolkien; a book: The Lord of the Rings, The Hobbit
C. S. Lewis; a book: Narnia, The Lion the Witch and the Wardrobe
J. K. Rowling; a book: Harry Potter
Lewis Carroll; a book: Alice in Wonderland, Through the Looking Glass
J. M. Barrie; a work: Peter Pan
A. A. Milne; a book: Winnie the Pooh
Roald Dahl; a book: Charlie and the Chocolate Factory, Matilda, James and the Giant Peach
Dr. Seuss; a book: The Cat in the Hat, How the Grinch Stole Christmas, Green Eggs and Ham
Beatrix Potter; a book: Peter Rabbit
Rudyard Kipling; a book: The Jungle Book
Robert Louis Stevenson; a book: Treasure Island, Jekyll and Hyde
Daniel Defoe; a novel: Robinson Crusoe
Jonathan Swift; a book: Gulliver's Travels
Mary Shelley; a novel: Frankenstein
Bram Stoker; a novel: Dracula
Oscar Wilde; a work: The Picture of Dorian Gray, The Importance of Being Earnest
Arthur Conan Doyle; a book: Sherlock Holmes, The Hound of the Baskervilles
Agatha Christie; a book: Murder on the Orient Express, Death on the Nile, And Then There Were None, The Mousetrap
Ian Fleming; a book: James Bond, Casino Royale
Charlotte Bronte; a novel: Jane Eyre
Emily Bronte; a novel: Wuthering Heights
Virginia Woolf; a novel: Mrs Dalloway, To the Lighthouse
James Joyce; a book: Ulysses, Dubliners
Samuel Beckett; a play: Waiting for Godot
George Bernard Shaw; a play: Pygmalion
Arthur Miller; a play: Death of a Salesman, The Crucible
Tennessee Williams; a play: A Streetcar Named Desire
Margaret Mitchell; a novel: Gone with the Wind
Stephen King; a novel: The Shining, Carrie, Misery
Dan Brown; a novel: The Da Vinci Code
Suzanne Collins; a novel: The Hunger Games
Stephenie Meyer; a novel: Twilight
Paulo Coelho; a novel: The Alchemist
Gabriel Garcia Marquez; a novel: One Hundred Years of Solitude, Love in the Time of Cholera
Miguel de Cervantes; a novel: Don Quixote
Dante; a poem: The Divine Comedy, The Inferno
Umberto Eco; a novel: The Name of the Rose
Carlo Collodi; a book: Pinocchio
Victor Hugo; a novel: Les Miserables, The Hunchback of Notre Dame
Alexandre Dumas; a novel: The Three Musketeers, The Count of Monte Cristo
Jules Verne; a novel: Around the World in Eighty Days, Twenty Thousand Leagues Under the Sea, Journey to the Center of the Earth
Antoine de Saint-Exupery; a book: The Little Prince
Gustave Flaubert; a novel: Madame Bovary
Albert Camus; a novel: The Stranger, The Plague
Johann Wolfgang von Goethe; a work: Faust, The Sorrows of Young Werther
Friedrich Schiller; a work: William Tell, Don Carlos
Thomas Mann; a novel: Buddenbrooks, The Magic Mountain, Death in Venice
Hermann Hesse; a novel: Steppenwolf, Siddhartha
Franz Kafka; a work: The Metamorphosis, The Trial
Michael Ende; a book: Momo, The Neverending Story
Erich Maria Remarque; a novel: All Quiet on the Western Front
Johanna Spyri; a book: Heidi
Astrid Lindgren; a book: Pippi Longstocking
Hans Christian Andersen; a fairy tale: The Little Mermaid, The Ugly Duckling, The Snow Queen, The Emperor's New Clothes, The Little Match Girl
Leo Tolstoy; a novel: War and Peace, Anna Karenina
Fyodor Dostoevsky; a novel: Crime and Punishment, The Brothers Karamazov, The Idiot
Vladimir Nabokov; a novel: Lolita
Homer; an epic poem: The Odyssey, The Iliad
Virgil; an epic poem: The Aeneid
Charles Darwin; a book: The Origin of Species
Karl Marx; a book: Das Kapital
Adam Smith; a book: The Wealth of Nations
Sun Tzu; a book: The Art of War
Machiavelli; a book: The Prince
H. G. Wells; a novel: The Time Machine, The War of the Worlds, The Invisible Man
Isaac Asimov; a book: Foundation, I Robot
Frank Herbert; a novel: Dune
Douglas Adams; a book: The Hitchhiker's Guide to the Galaxy
Margaret Atwood; a novel: The Handmaid's Tale
Leonardo da Vinci; a painting: The Mona Lisa, The Last Supper
Michelangelo; a work: The Sistine Chapel, The Creation of Adam, The Pieta, David
Raphael; a painting: The School of Athens
Sandro Botticelli; a painting: The Birth of Venus
Rembrandt; a painting: The Night Watch
Johannes Vermeer; a painting: Girl with a Pearl Earring, The Milkmaid
Vincent van Gogh; a painting: The Starry Night, Sunflowers, Cafe Terrace at Night
Claude Monet; a painting: Water Lilies, Impression Sunrise
Edvard Munch; a painting: The Scream
Gustav Klimt; a painting: The Kiss
Pablo Picasso; a painting: Guernica, Les Demoiselles d'Avignon
Salvador Dali; a painting: The Persistence of Memory, The Melting Clocks
Edward Hopper; a painting: Nighthawks
Grant Wood; a painting: American Gothic
Hieronymus Bosch; a painting: The Garden of Earthly Delights
Auguste Rodin; a sculpture: The Thinker
Hokusai; a print: The Great Wave
Caspar David Friedrich; a painting: Wanderer above the Sea of Fog
Wolfgang Amadeus Mozart; a work of music: The Magic Flute, The Marriage of Figaro, Don Giovanni, A Little Night Music
Ludwig van Beethoven; a work of music: Fur Elise, The Moonlight Sonata, Ode to Joy, Fidelio
Johann Sebastian Bach; a work of music: The Brandenburg Concertos, The Goldberg Variations, The Well-Tempered Clavier, The Saint Matthew Passion
George Frideric Handel; a work of music: The Messiah, Water Music
Antonio Vivaldi; a work of music: The Four Seasons
Pyotr Tchaikovsky; a ballet: Swan Lake, The Nutcracker, Sleeping Beauty
Georges Bizet; an opera: Carmen
Giuseppe Verdi; an opera: Aida, La Traviata, Rigoletto, Nabucco
Giacomo Puccini; an opera: La Boheme, Tosca, Madame Butterfly, Turandot
Gioachino Rossini; an opera: The Barber of Seville
Richard Wagner; an opera: The Ring of the Nibelung, Lohengrin, Tristan and Isolde, The Flying Dutchman
Johann Strauss; a work of music: The Blue Danube, Die Fledermaus
Maurice Ravel; a work of music: Bolero
Claude Debussy; a work of music: Clair de Lune, La Mer
Edvard Grieg; a work of music: Peer Gynt, In the Hall of the Mountain King
Gustav Holst; a work of music: The Planets
Igor Stravinsky; a ballet: The Rite of Spring, The Firebird
Sergei Prokofiev; a work of music: Peter and the Wolf
Camille Saint-Saens; a work of music: The Carnival of the Animals
Franz Schubert; a work of music: The Trout Quintet, Winterreise
Felix Mendelssohn; a work of music: The Wedding March, The Hebrides
Carl Orff; a work of music: Carmina Burana
George Gershwin; a work of music: Rhapsody in Blue, Porgy and Bess
Leonard Bernstein; a musical: West Side Story
Andrew Lloyd Webber; a musical: Cats, The Phantom of the Opera, Evita
Lin-Manuel Miranda; a musical: Hamilton
Franz Xaver Gruber; a song: Silent Night
John Lennon; a song: Imagine
The Beatles; a song: Yesterday, Hey Jude, Let It Be, Yellow Submarine, Here Comes the Sun
Queen; a song: Bohemian Rhapsody, We Are the Champions, We Will Rock You
Abba; a song: Dancing Queen, Waterloo, Mamma Mia
Michael Jackson; a song: Thriller, Billie Jean, Beat It
Steven Spielberg; a film: Jaws, Jurassic Park, Schindler's List, E.T.
James Cameron; a film: Titanic, Avatar, Terminator
George Lucas; a film: Star Wars
Alfred Hitchcock; a film: Psycho, The Birds, Vertigo
Stanley Kubrick; a film: 2001 A Space Odyssey, A Clockwork Orange
Quentin Tarantino; a film: Pulp Fiction, Kill Bill
Francis Ford Coppola; a film: The Godfather, Apocalypse Now
Fritz Lang; a film: Metropolis
Orson Welles; a film: Citizen Kane
Peter Jackson; a film: The Lord of the Rings
Matt Groening; a series: The Simpsons
Walt Disney; a film: Fantasia
The Brothers Grimm; a fairy tale, written down: Snow White, Hansel and Gretel, Rapunzel, Rumpelstiltskin, The Frog Prince, Little Red Riding Hood, The Town Musicians of Bremen
Charles Perrault; a fairy tale: Puss in Boots, Bluebeard
Aesop; a fable: The Tortoise and the Hare, The Ant and the Grasshopper, The Fox and the Grapes
Michael Crichton; a novel: Jurassic Park
`
